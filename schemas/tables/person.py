"""Who is who: links from records to persons, and persons."""

from schemas.contract import Table, Text, Whole
from schemas.table import column


class PersonLink(Table):
    """One row per record of a delivery that is about a person."""

    delivery: Text = column("The delivery, 391_2025-spring", required=True)
    part: Text = column("Table of the delivery", required=True)
    row: Whole = column("Row of the file, or line of the message", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    rule: Text = column("What links the record to the person: upn, former_upn or record", required=True)


class Person(Table):
    """One row per person, as the latest return that knows the item says."""

    person_id: Text = column("The person, a pseudonym", required=True)
    sex: Text = column("Sex")
    ethnicity_main: Text = column("Ethnicity, main code")
    first_return: Text = column("First return the person is in", required=True)
    last_return: Text = column("Last return the person is in", required=True)
    records: Whole = column("Records of the person in all deliveries", required=True)
