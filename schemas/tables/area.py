"""Places: the one look-up of areas, who is like whom, what a postcode district lies in, localities."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class Area(Table):
    """One row per ONS code of an authority, region or England, of an edition of the look-ups.

    An authority with two codes has two rows, of which one is current: join by ``la_code`` to that one, or by
    ``area_code`` to any.
    """

    delivery: Text = column("The delivery, 000_2025", required=True)
    edition: Whole = column("Year of the look-ups", required=True)
    area_code: Text = column("ONS code", required=True)
    la_code: Text = column("DfE number of an authority; of England 000")
    lait_number: Text = column("Number in LAIT: of authorities the DfE number, of England 970")
    level: Text = column(
        "Local authority, Region, England, Part of London, Authorities together or Elsewhere", required=True
    )
    name: Text = column("Name", required=True)
    region_code: Text = column("ONS code of its region")
    region_name: Text = column("Name of its region")
    half_of_london: Text = column("Inner London or Outer London")
    date_from: Day = column("First day of the code")
    date_to: Day = column("Last day of the code; missing while it is in force")
    is_current: Flag = column("The code is in force", required=True)
    replaced_by: Text = column("The ONS codes in its place, parted by ' / '")


class Neighbour(Table):
    """One row per set of statistical neighbours, authority and rank."""

    delivery: Text = column("The delivery, 000_2025", required=True)
    edition: Whole = column("Year of the set", required=True)
    la_code: Text = column("The authority", required=True)
    la_name: Text = column("Its name", required=True)
    rank: Whole = column("1 is the most like it", required=True)
    neighbour_la_code: Text = column("The neighbour", required=True)
    neighbour_name: Text = column("Its name", required=True)
    closeness: Text = column("How close in words; a matrix of names does not tell")


class PostcodeDistrict(Table):
    """One row per postcode district in England, authority and LSOA of the newest census it is coded to.

    Of a child the lake knows only the district: what is said of it is a share of live small-user postcodes,
    not of children. A district with no live one is counted by all of its postcodes.
    """

    delivery: Text = column("The delivery, 000_2025", required=True)
    edition: Whole = column("Year of the directory", required=True)
    district: Text = column("Postcode district: NE1", required=True)
    area_code: Text = column("ONS code of the authority with children's services", required=True)
    la_code: Text = column("Its DfE number")
    lsoa: Text = column("ONS code of the LSOA; ? where the directory has none", required=True)
    postcodes: Whole = column("All postcodes ever in all three", required=True)
    live_postcodes: Whole = column("Live small-user postcodes among them", required=True)
    counted_postcodes: Whole = column("Numerator of its share: the live ones, or all", required=True)
    district_postcodes: Whole = column("Denominator: the same of the whole district", required=True)
    imd_rank: Whole = column("Rank of the LSOA by deprivation, 1 is the most deprived")
    imd_decile: Whole = column("Tenth by that rank, 1 is the most deprived")


class Locality(Table):
    """One row per area and time in which it is of one locality of an authority."""

    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority", required=True)
    edition: Whole = column("Year of the list", required=True)
    area_type: Text = column("LSOA, Ward or Postcode district", required=True)
    area_code: Text = column("Its code", required=True)
    locality: Text = column("Name of the locality", required=True)
    valid_from: Day = column("First day; missing: from ever")
    valid_to: Day = column("Last day; missing: until now")
    turn: Text = column("Key: the area and its turn", required=True)
