"""What all published files share: whose edition it is, and the columns of the open-data standard.

DfE's explore education statistics (EES) open-data standard: a row is a time period, a geographic level, its
place at that level, filters and indicators. Every edition holds whole series; each is delivered in the folder
``data/raw/000/<extract>/<year>/``, 000 being England, and ``since`` and ``until`` count in years of editions.
"""

from schemas.contract import LA_CODE, Part, Table, Text, Whole, item

ENGLAND = "000"


class Edition(Table):
    """One row per edition: of what area it is (000 is England) and of which year, told by its place."""

    la_code: Text = item("lea", "The area: 000 for all of England", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the edition", required=True)


EDITION = Part("edition", Edition)


class OpenData(Table):
    """Base of an EES table: when and where. Its own columns are filters and figures."""

    time_period: Text = item("time_period", "Year or years as printed: 2022, 202122", required=True)
    time_identifier: Text = item(
        "time_identifier", "What the years are: Calendar year, Academic year, Reporting year", required=True
    )
    geographic_level: Text = item(
        "geographic_level", "National, Regional, Local authority, or a smaller one", required=True
    )
    country_code: Text = item("country_code", "ONS code of the country")
    country_name: Text = item("country_name", "Name of the country")
    region_code: Text = item("region_code", "ONS code of the region")
    region_name: Text = item("region_name", "Name of the region")
    old_la_code: Text = item("old_la_code", "DfE number of the authority")
    new_la_code: Text = item("new_la_code", "ONS code of the authority")
    la_name: Text = item("la_name", "Name of the authority")


# The columns that say when and where: no filter and no figure.
WHEN_AND_WHERE = tuple(OpenData.to_schema().columns)
