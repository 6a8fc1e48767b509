"""Figures that others have published: one by one, whatever the table they stood in."""

from schemas.contract import Flag, Table, Text, Whole
from schemas.table import Number, column


class PublishedFigure(Table):
    """One row per printed figure: a measure of a place, in a period, of all or one group, in one edition.

    Editions repeat each other's years and revise them: choose one. Without a number there is the symbol. A
    ``z`` where a place or a group would stand is no place and no group. A cell left blank is no figure.
    """

    delivery: Text = column("The delivery, 000_2022", required=True)
    edition: Whole = column("Year in which it was published", required=True)
    extract: Text = column("The publication", required=True)
    dataset: Text = column("The table of the publication", required=True)
    row: Whole = column("Row of the table", required=True)
    geographic_level: Text = column("National, Regional, Local authority, or a smaller one", required=True)
    la_code: Text = column("DfE number, where the row is of an authority and prints it")
    area_code: Text = column("ONS code of the country, region, authority or smaller area")
    area_name: Text = column("Its name as printed")
    region_name: Text = column("Name of its region as printed")
    time_period: Text = column("Year or years as printed: 2022, 202122, 2016-17 (OT)", required=True)
    period_kind: Text = column("What they are, in lower case: calendar year, academic year", required=True)
    start_year: Whole = column("Year in which the period starts: of the academic year 202122 2021")
    breakdown: Text = column("Total, or the groups as Topic: group; Topic: group", required=True)
    status: Text = column("Provisional, Revised, Final or Outturn, where the file says so")
    measure: Text = column("The figure's name in our contract; of LAIT its own short name", required=True)
    unit: Text = column("What it is in, where it is told")
    value: Number = column("The number; missing where a symbol stands")
    symbol: Text = column("The symbol in its place, as printed")


class PublishedMeasure(Table):
    """One row per measure of an edition of LAIT: in words, and whether high or low is good."""

    delivery: Text = column("The delivery, 000_2026", required=True)
    edition: Whole = column("Year in which it was published", required=True)
    extract: Text = column("The publication", required=True)
    measure: Text = column("Its short name", required=True)
    words: Text = column("The measure in words")
    topic: Text = column("Topic, or topics, it is shown under", required=True)
    unit: Text = column("What it is in; missing where its entries differ")
    polarity: Text = column(
        "high_good, low_good, or none", required=True, isin=["high_good", "low_good", "none"]
    )
    has_bands: Flag = column("Quartile bands are shown for it", required=True)
