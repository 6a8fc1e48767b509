"""Establishments: DfE's register of schools and colleges (Get Information about Schools), one day's download.

The register has some 135 columns; read are those that tell what a place offers to children with SEN. The
names, telephone numbers and addresses of head teachers are left aside: no person is read.
"""

from schemas.contract import LA_CODE, UKPRN, URN, Day, Extract, Part, Table, Text, Whole, item
from schemas.governance import DFE, published
from schemas.published import EDITION
from schemas.returns import YEARLY


class Establishment(Table):
    """One row per establishment ever registered, closed ones too. DfE, days as dd-mm-yyyy.

    Known error: figures of capacity and roll are of different days, and of units often years old.
    """

    urn: Text = item("URN", "Unique reference number", required=True, number=URN)
    la_code: Text = item("LA (code)", "DfE number of the authority", required=True, number=LA_CODE)
    establishment_number: Text = item("EstablishmentNumber", "Its number in the authority")
    name: Text = item("EstablishmentName", "Name", required=True)
    type_code: Text = item("TypeOfEstablishment (code)", "Type, code")
    type: Text = item("TypeOfEstablishment (name)", "Type: Community school, Academy special converter")
    type_group: Text = item("EstablishmentTypeGroup (name)", "Group of types")
    status: Text = item("EstablishmentStatus (name)", "Open, closed, proposed", required=True)
    open_date: Day = item("OpenDate", "First day")
    close_date: Day = item("CloseDate", "Last day")
    reason_closed: Text = item("ReasonEstablishmentClosed (name)", "Why it closed")
    phase: Text = item("PhaseOfEducation (name)", "Phase")
    low_age: Whole = item("StatutoryLowAge", "Youngest age", ge=0)
    high_age: Whole = item("StatutoryHighAge", "Oldest age", ge=0)
    capacity: Whole = item("SchoolCapacity", "Places", ge=0)
    pupils: Whole = item("NumberOfPupils", "Pupils at the last census", ge=0)
    has_special_classes: Text = item("SpecialClasses (name)", "Has special classes")
    section_41: Text = item("Section41Approved (name)", "Approved under section 41")
    sen_1: Text = item("SEN1 (name)", "Need it provides for, first")
    sen_2: Text = item("SEN2 (name)", "Need it provides for, second")
    sen_3: Text = item("SEN3 (name)", "Need it provides for, third")
    sen_4: Text = item("SEN4 (name)", "Need it provides for, fourth")
    sen_5: Text = item("SEN5 (name)", "Need it provides for, fifth")
    sen_6: Text = item("SEN6 (name)", "Need it provides for, sixth")
    sen_7: Text = item("SEN7 (name)", "Need it provides for, seventh")
    sen_8: Text = item("SEN8 (name)", "Need it provides for, eighth")
    sen_9: Text = item("SEN9 (name)", "Need it provides for, ninth")
    sen_10: Text = item("SEN10 (name)", "Need it provides for, tenth")
    sen_11: Text = item("SEN11 (name)", "Need it provides for, eleventh")
    sen_12: Text = item("SEN12 (name)", "Need it provides for, twelfth")
    sen_13: Text = item("SEN13 (name)", "Need it provides for, thirteenth")
    provision: Text = item(
        "TypeOfResourcedProvision (name)", "Resourced provision, SEN unit, both or neither"
    )
    resourced_on_roll: Whole = item("ResourcedProvisionOnRoll", "Pupils in resourced provision", ge=0)
    resourced_capacity: Whole = item("ResourcedProvisionCapacity", "Places in resourced provision", ge=0)
    unit_on_roll: Whole = item("SenUnitOnRoll", "Pupils in SEN units", ge=0)
    unit_capacity: Whole = item("SenUnitCapacity", "Places in SEN units", ge=0)
    ukprn: Text = item("UKPRN", "UK provider reference number", number=UKPRN)
    uprn: Text = item("UPRN", "Unique property reference number")
    postcode: Text = item("Postcode", "Postcode of the establishment")
    district_code: Text = item("DistrictAdministrative (code)", "District, ONS code")
    ward_code: Text = item("AdministrativeWard (code)", "Ward, ONS code")
    lsoa_name: Text = item("LSOA (name)", "LSOA, in words")
    lsoa_code: Text = item("LSOA (code)", "LSOA, ONS code; newer downloads")
    last_changed: Day = item("LastChangedDate", "Day of the last change to its entry")


class EstablishmentLink(Table):
    """One row per establishment and another it is linked with: its successor, its predecessor. DfE."""

    urn: Text = item("URN", "The establishment", required=True, number=URN)
    link_urn: Text = item("LinkURN", "The one it is linked with", required=True, number=URN)
    link_name: Text = item("LinkName", "Name of that one")
    link_type: Text = item(
        "LinkType", "What that one is to it: Successor, Predecessor - merged", required=True
    )
    link_date: Day = item("LinkEstablishedDate", "Day from which the link holds")


ESTABLISHMENTS = Extract(
    name="establishments",
    title="Register of establishments",
    governance=published(DFE, "To know schools by what they provide, and through their changes of number"),
    frequency=YEARLY,
    first_year=2015,
    parts=(
        EDITION,
        Part("establishments", Establishment, key="urn"),
        Part("links", EstablishmentLink, needed=False),
    ),
    head="edition",
    is_published=True,
)
