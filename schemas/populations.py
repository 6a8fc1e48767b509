"""What tables of persons by area, year, sex and age share: mid-year estimates, projections, births.

The Office for National Statistics prints them in many shapes; each cell of any shape is one row here.
"""

import pandas as pd
import pandera.pandas as pa

from schemas.contract import LA_CODE, Table, Text, Whole, figure, item

PERSONS, SEXES = "persons", ("persons", "males", "females")
POPULATION, BIRTHS = "population", "births"
PRINCIPAL = "principal"
# As ONS words the variants of its projections of areas. Its files are called as the principal one's, each in
# a folder of its own: put beside each other they are renamed, and this is found in the name.
VARIANT = (
    r"\b(?:high|low|zero net|alternative|(?:five|ten|5|10) year)"
    r" (?:(?:international|internal) )?(?:migration|fertility|life expectancy)\b"
)
OLDEST = 125
# ONS, Code History Database: authorities, counties, regions and countries. Or DfE's three digits. Of smaller
# areas an authority may hold counts that nobody has published, so they are none of these.
AREA_CODE = r"E(0[6-9]|1[0-3]|92)\d{6}|W(06|92)\d{6}|S(12|92)\d{6}|N(09|92)\d{6}|[KJLM]\d{8}|\d{3}"
FIRST_CENSUS, LAST_YEAR = 1801, 2199


class PersonsByAge(Table):
    """Base of the tables: one row per cell: an area, component, variant, year, sex and age."""

    cell: Text = item("cell", "Key: area, component, variant, year, sex and age", required=True)
    area_code: Text = item("areacode", "ONS code of the area, or DfE number of the authority", required=True)
    area_name: Text = item("areaname", "Name of the area")
    la_number: Text = item("lanumber", "DfE number of the authority, where it is told", number=LA_CODE)
    component: Text = item(
        "component", "population; or births, deaths, migration, as the sheet says", required=True
    )
    variant: Text = item("variant", "Variant of the projection; principal where none is told", required=True)
    year: Whole = item(
        "year",
        "The year, in its middle; of births the whole year",
        required=True,
        ge=FIRST_CENSUS,
        le=LAST_YEAR,
    )
    sex: Text = item("sex", "persons, males or females", required=True, isin=list(SEXES))
    age: Text = item("age", "Age as printed: 0, 90+, 5-9, Children aged 0 to 17 years", required=True)
    age_from: Whole = item("agefrom", "Youngest age of the group", required=True, ge=0, le=OLDEST)
    age_to: Whole = item("ageto", "Oldest age of the group; none where it is open", ge=0, le=OLDEST)
    persons: Text = figure("persons", "Persons, or events of the component", unit="persons")

    @pa.check("area_code", error="neither an ONS code nor a DfE number")
    def is_area(cls, area: "pd.Series[str]") -> "pd.Series[bool]":  # noqa: N805 - a classmethod to pandera
        """E08000023, or 393."""
        return area.str.fullmatch(AREA_CODE)
