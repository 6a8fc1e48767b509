"""The rules of the early years census."""

from functools import partial

from schemas.rule import ERROR, QUERY, Beside, Row, Rule, Rulebook
from schemas.rules.places import child, flat
from schemas.rules.words import (
    FIELD,
)

_EY_GUIDE = "Early years census guides 2020 and 2021"


_ey = partial(Rule, table="children", source=_EY_GUIDE)


_CHILD: Row = {
    "la_code": "391",
    "year": 2026,
    "urn": "508001",
    "upn": "K391200020001",
    "surname": "Zqavryx",
    "forename": "Vylqua",
    "birth_date": "2022-03-03",
    "sex": "F",
    "ethnicity": "WBRI",
    "postcode": "NE1 1AA",
    "funded_hours": "15",
    "early_years_premium": False,
    "disability_access_fund": False,
    "sen_provision": "K",
}


EARLY_YEARS_CENSUS_RULES = Rulebook(
    extract="early_years_census",
    returned="2026",
    school=("children.urn",),
    lawful={"children": _CHILD},
    besides=(
        Beside(
            "children",
            "same_upn",
            "children",
            ("upn",),
            "select upn, count(distinct birth_date) as births from children group by upn",
        ),
        Beside(
            "children",
            "same_child",
            "children",
            ("surname", "forename", "birth_date"),
            "select surname, forename, birth_date, sum(try_cast(funded_hours as double)) as hours, "
            "count(*) - count(distinct (coalesce(urn, ''), coalesce(provider, ''))) as twice "
            "from children group by all",
        ),
    ),
    rules=(
        *flat("EY"),
        *child("EY", "children"),
        _ey(
            number="EY-01",
            level=QUERY,
            items=("birth_date",),
            message="The child is five or older, or under nine months.",
            to_do="Check the date of birth; older children are in a school's census.",
            fails="age_31_august >= 5 or date_diff('month', birth_date, this.census_day) < 9",
            passing=[{}],
            failing=[{"birth_date": "2019-03-03"}],
        ),
        _ey(
            number="EY-02",
            level=ERROR,
            items=("funded_hours",),
            source="Childcare Act 2006: at most 15 universal hours a week",
            message="The funded universal hours are no number from 0 to 15.",
            to_do="Enter hours a week in figures; hours beyond 15 are extended hours.",
            reasons=(r"funded_hours: not of the form '\\d{1,2}(\\.\\d{1,2})?$'",),
            fails="try_cast(funded_hours as double) > 15",
            passing=[{}],
            failing=[{"funded_hours": "16"}],
        ),
        _ey(
            number="EY-03",
            level=ERROR,
            items=("extended_hours",),
            source="Childcare Act 2016: at most 15 extended hours a week",
            message="The extended hours are no number from 0 to 15.",
            to_do="Enter hours a week in figures.",
            reasons=(r"extended_hours: not of the form '\\d{1,2}(\\.\\d{1,2})?$'",),
            fails="try_cast(extended_hours as double) > 15",
            passing=[{"extended_hours": "15"}],
            failing=[{"extended_hours": "16"}],
        ),
        _ey(
            number="EY-04",
            level=ERROR,
            items=("extended_hours", "funded_hours"),
            message="Extended hours are given without universal hours.",
            to_do="Check both; extended hours come on top of universal ones.",
            fails=(
                "try_cast(extended_hours as double) > 0 and coalesce(try_cast(funded_hours as double), 0) = 0"
            ),
            passing=[{"extended_hours": "15"}],
            failing=[{"extended_hours": "15", "funded_hours": "0"}],
        ),
        _ey(
            number="EY-05",
            level=QUERY,
            items=("extended_hours", "birth_date"),
            source="Childcare Act 2016; before September 2024 for children of three and four only",
            message="Extended hours are given for a child under three.",
            to_do="Check the date of birth.",
            fails="try_cast(extended_hours as double) > 0 and age_31_august < 2",
            until=2024,
            passing=[{"extended_hours": "15", "birth_date": "2020-03-03"}],
            failing=[{"extended_hours": "15", "birth_date": "2022-03-03"}],
        ),
        _ey(
            number="EY-06",
            level=ERROR,
            items=("surname", "forename", "birth_date"),
            source=FIELD,
            message="The child stands twice at the same provider.",
            to_do="Take one of the rows out.",
            fails="same_child.twice > 0",
            passing=[{}, {"urn": "508002", "funded_hours": "0"}],
            failing=[{}, {}],
        ),
        _ey(
            number="EY-07",
            level=QUERY,
            items=("funded_hours", "surname"),
            source=FIELD,
            message="The universal hours of the child at all providers come to more than 15.",
            to_do="Agree between the providers who claims which hours.",
            fails="same_child.hours > 15",
            passing=[{}, {"urn": "508002", "funded_hours": "0"}],
            failing=[{}, {"urn": "508002"}],
        ),
        _ey(
            number="EY-08",
            level=QUERY,
            items=("disability_access_fund", "birth_date"),
            source="Disability access fund: three- and four-year-olds until 2024",
            message="The disability access fund is claimed for a child under three.",
            to_do="Check the date of birth.",
            fails="disability_access_fund and age_census_day < 3",
            until=2024,
            passing=[{"disability_access_fund": True, "birth_date": "2020-03-03"}],
            failing=[{"disability_access_fund": True, "birth_date": "2022-03-03"}],
        ),
        _ey(
            number="EY-09",
            level=QUERY,
            items=("ethnicity",),
            message="Ethnicity is missing.",
            to_do="Enter the code; REFU if refused, NOBT if not yet obtained.",
            fails="ethnicity is null",
            passing=[{}],
            failing=[{"ethnicity": None}, {}],
        ),
        _ey(
            number="EY-10",
            level=QUERY,
            items=("postcode",),
            message="The home postcode is missing.",
            to_do="Enter it.",
            fails="postcode is null",
            passing=[{}],
            failing=[{"postcode": None}, {}],
        ),
    ),
)
