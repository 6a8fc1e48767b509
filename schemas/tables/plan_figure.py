"""Published figures of plans in one shape, whatever the edition: the ground of the panel of plans."""

from schemas.contract import Flag, Table, Text, Whole
from schemas.table import column


class PlanFigure(Table):
    """One row per printed figure: plans of an area in a year, in stock or flow, of all or of one group.

    A stock is of January of its year, a flow of the whole calendar year. Several printed groups, such as
    single years of age, may be of one group of ours.
    """

    delivery: Text = column("The delivery, 000_2022", required=True)
    edition: Whole = column("Year of the edition", required=True)
    part: Text = column("The published table", required=True)
    row: Whole = column("Row of the published table", required=True)
    level: Text = column("National, Regional or Local authority", required=True)
    area: Text = column("DfE number; 000 for England, the ONS code of a region", required=True)
    area_code: Text = column("ONS code as printed")
    area_name: Text = column("Name as printed")
    region_code: Text = column("ONS code of the region as printed")
    year: Whole = column("Calendar year: of a stock, that of its January", required=True)
    is_academic_stamp: Flag = column("A stock of January was printed under its academic year", required=True)
    flow: Text = column("stock, new or ceased", required=True)
    breakdown: Text = column("total, age, placement, or within: part of a placement", required=True)
    printed: Text = column("The group as printed", required=True)
    group: Text = column("The group of ours; missing where we know none")
    plans: Whole = column("Statements and EHC plans; missing where a symbol stands", ge=0)
    symbol: Text = column("What is printed in the place of a number")
