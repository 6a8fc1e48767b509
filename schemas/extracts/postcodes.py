"""Postcodes: ONS's directory (ONSPD) or its look-up (NSPL), of any quarter.

Every postcode of the United Kingdom, live and ended, with the areas its middle or its addresses lie in. From
May 2025 the columns carry the year of their boundaries (lad25cd was oslaua, and laua in the look-up). No home
address is in it: the lake keeps of a child's postcode its district only, so only districts go into the core.
"""

from schemas.contract import Day, Extract, Part, Table, Text, Whole, item
from schemas.governance import ONS, published
from schemas.published import EDITION
from schemas.returns import YEARLY

_VINTAGES = range(15, 36)


def _dated(stem: str, end: str = "cd") -> tuple[str, ...]:
    """The column of each vintage of boundaries: lad15cd to lad35cd."""
    return tuple(f"{stem}{year}{end}" for year in _VINTAGES)


class Postcode(Table):
    """One row per postcode. ONS. A district of a county has a code of its own, its county another."""

    postcode: Text = item(
        "pcds",
        "The postcode, one space in it",
        also=("pcd", "pcd7", "pcd2", "pcd8"),
        required=True,
        str_matches=r"([A-Z]{1,2}\d[A-Z\d]?|GIR|NPT) *\d[A-Z]{2}$",
    )
    date_to: Day = item("doterm", "Month in which it ended, its first day; blank while it is live")
    user_type: Text = item("usertype", "0 small user, 1 large", also=("usrtypind",))
    county_code: Text = item(
        "oscty", "County; a pseudo code where there is none", also=("cty", *_dated("cty"))
    )
    district_code: Text = item(
        "oslaua", "District, unitary or borough", also=("laua", *_dated("lad")), required=True
    )
    ward_code: Text = item("osward", "Ward", also=("ward", *_dated("wd")))
    country_code: Text = item("ctry", "Country", also=_dated("ctry"), required=True)
    lsoa_2011: Text = item("lsoa11", "LSOA of 2011", also=("lsoa11cd",))
    lsoa_2021: Text = item("lsoa21", "LSOA of 2021", also=("lsoa21cd",), since=2022)
    imd_rank: Whole = item(
        "imd",
        "Rank by deprivation, 2019 (2015 before), 1 the most; 0 where none",
        also=("imd19ind", "imd20ind"),
    )
    imd_rank_2025: Whole = item("imd25ind", "The same of 2025", also=("imd25", "imd26ind"), since=2025)


POSTCODES = Extract(
    name="postcodes",
    title="Postcodes and their areas",
    governance=published(ONS, "To tell the areas that a postcode district lies in"),
    frequency=YEARLY,
    first_year=2015,
    parts=(EDITION, Part("postcodes", Postcode, key="postcode")),
    head="edition",
    is_published=True,
)
