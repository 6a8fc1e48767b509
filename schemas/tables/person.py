"""Who is who: links from records to persons, where each record says that its person lives, and persons."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import Number, column


class PersonLink(Table):
    """One row per record of a delivery that is about a person."""

    delivery: Text = column("The delivery, 391_2025-spring", required=True)
    part: Text = column("Table of the delivery", required=True)
    row: Whole = column("Row of the file, or line of the message", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    rule: Text = column(
        "The surest link by which it is the person's; of one that no link holds, what it tells",
        required=True,
    )
    weight: Number = column("Match weight, of a link by likeness: log2 of the odds of one person")


class Address(Table):
    """One row per record of a delivery and home postcode that it tells, in the order in which it tells them.

    The postcode stays in the vault: here are the areas that it lies in, by the latest edition of the
    directory, whatever the day. A postcode that the directory lacks, or no directory, gives the district
    only. Deciles are of the LSOAs of England by rank: 32,844 of 2011 for the indices of 2019, 33,755 of 2021
    for those of 2025 (MHCLG, English indices of deprivation); an edition before 2020 has the ranks of 2015
    in their place, which are not taken.
    """

    delivery: Text = column("The delivery, 391_2025-spring", required=True)
    extract: Text = column("The extract it is of", required=True)
    part: Text = column("Table of the person's record", required=True)
    row: Whole = column("Row of the person's record", required=True)
    address_order: Whole = column("1 is the first address the record tells", required=True, ge=1)
    person_id: Text = column("The person, a pseudonym", required=True)
    la_code: Text = column("The authority that delivered it", required=True)
    counted_on: Day = column("Census day, or the day of the return", required=True)
    postcode_district: Text = column("Outward part of the home postcode", required=True)
    lsoa: Text = column("LSOA, of the newest census the directory is coded to")
    ward: Text = column("Ward")
    home_area_code: Text = column("ONS code of the authority; of a home outside England, its council")
    home_la_code: Text = column("DfE number of the authority")
    in_area: Flag = column("Home in the authority that delivered it; missing when unknown")
    imd_decile_2019: Whole = column("Tenth of LSOAs by deprivation in 2019, 1 the most deprived", ge=1, le=10)
    imd_decile_2025: Whole = column("The same in 2025", ge=1, le=10)


class Person(Table):
    """One row per person, each attribute as the latest return that knows it says.

    Of several returns of one day the one goes first that stands first in ``precedence_of`` (macros.sql). The
    source of an attribute is the delivery that told it, school_census.391_2025-spring. A record of
    ``core.person_link`` has its person's attributes by ``person_id``.
    """

    person_id: Text = column("The person, a pseudonym", required=True)
    sex: Text = column("Sex")
    sex_source: Text = column("The delivery that told it")
    ethnicity_main: Text = column("Ethnicity, main code")
    ethnicity_source: Text = column("The delivery that told it")
    age_31_august: Whole = column("Age at 31 August before the day of the delivery that told it")
    age_source: Text = column("The delivery that told it")
    lsoa: Text = column("LSOA of the last home told; missing where only its district is known")
    in_area: Flag = column("That home lies in the authority that told it")
    imd_decile_2019: Whole = column("Tenth of its LSOA by deprivation in 2019, 1 the most deprived")
    imd_decile_2025: Whole = column("The same in 2025")
    address_source: Text = column("The delivery that told it")
    first_return: Text = column("First return the person is in", required=True)
    last_return: Text = column("Last return the person is in", required=True)
    records: Whole = column("Records of the person in all deliveries", required=True)


class PersonChange(Table):
    """One row per person whose name changed and what became of it, in the run of the linkage that found it.

    ``merged``: the old person was found to be the new one, with others. ``split``: some of the old person's
    records were found to be another's. ``regrouped``: both at once. ``renamed``: the earliest number by which
    the person is known is another now. ``gone``: nobody tells of the person any more as before, for the
    deliveries were withdrawn, or tell otherwise throughout. Added to, never changed.
    """

    run: Whole = column("Number of the run that changed anything, from 1", required=True, ge=1)
    day: Day = column("Day of the run", required=True)
    kind: Text = column(
        "What became of it", required=True, isin=["merged", "split", "regrouped", "renamed", "gone"]
    )
    old_id: Text = column("The person before", required=True)
    new_id: Text = column("The person now; missing where gone")
    profiles: Whole = column("How many different tellings of a person moved", required=True, ge=1)
