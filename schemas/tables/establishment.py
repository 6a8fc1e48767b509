"""Schools and colleges by the register, and the way from a closed one to the one in its place."""

from schemas.contract import Day, Table, Text, Whole
from schemas.table import column


class Establishment(Table):
    """One row per establishment of an edition of the register, closed ones too."""

    delivery: Text = column("The delivery, 000_2025", required=True)
    edition: Whole = column("Year of the download", required=True)
    urn: Text = column("Unique reference number", required=True)
    la_code: Text = column("DfE number of the authority", required=True)
    establishment_number: Text = column("Its number in the authority")
    name: Text = column("Name", required=True)
    type: Text = column("Type")
    type_group: Text = column("Group of types")
    phase: Text = column("Phase")
    status: Text = column("Open, closed, proposed", required=True)
    open_date: Day = column("First day")
    close_date: Day = column("Last day")
    reason_closed: Text = column("Why it closed")
    low_age: Whole = column("Youngest age")
    high_age: Whole = column("Oldest age")
    capacity: Whole = column("Places")
    pupils: Whole = column("Pupils at the last census")
    needs: Text = column("Needs it provides for, as codes of need parted by a blank")
    provision: Text = column("Resourced provision, SEN unit, both or neither")
    resourced_on_roll: Whole = column("Pupils in resourced provision")
    resourced_capacity: Whole = column("Places in resourced provision")
    unit_on_roll: Whole = column("Pupils in SEN units")
    unit_capacity: Whole = column("Places in SEN units")
    section_41: Text = column("Approved under section 41")
    ukprn: Text = column("UK provider reference number")
    uprn: Text = column("Unique property reference number")
    postcode: Text = column("Postcode of the establishment")
    district_code: Text = column("District, ONS code")
    ward_code: Text = column("Ward, ONS code")
    lsoa_code: Text = column("LSOA, ONS code")
    current_urn: Text = column("The newest in its place; itself where nothing followed", required=True)
    current_how: Text = column(
        "itself, successor, split (several followed the last one named), circle (links lead back) or "
        "unfinished (more than eight steps)",
        required=True,
    )


class EstablishmentLink(Table):
    """One row per establishment, the one it is linked with, and what that one is to it."""

    delivery: Text = column("The delivery, 000_2025", required=True)
    urn: Text = column("The establishment", required=True)
    link_urn: Text = column("The one it is linked with", required=True)
    link_type: Text = column("What that one is to it", required=True)
    link_date: Day = column("Day from which the link holds")
    current_urn: Text = column("The newest in the place of the establishment", required=True)
