"""The rules of the alternative provision census."""

from functools import partial

from schemas.rule import ERROR, QUERY, Beside, Rule, Rulebook
from schemas.rules.places import child, flat
from schemas.rules.words import (
    FIELD,
    ORDER_OF_DATES,
)

AP_RULES = "DfE alternative provision census rules, as exporters of 2013 to 2017 knew them"


_AP_GUIDE = "AP census guide 2017"


_ap = partial(Rule, table="places", source=AP_RULES)


AP_CENSUS_RULES = Rulebook(
    extract="ap_census",
    returned="2026",
    school=("places.urn",),
    lawful={
        "places": {
            "la_code": "391",
            "year": 2026,
            "upn": "K391200020001",
            "surname": "Zqavryx",
            "forename": "Vylqua",
            "birth_date": "2012-10-03",
            "sex": "F",
            "ethnicity": "WBRI",
            "postcode": "NE1 1AA",
            "fsm_eligible": False,
            "ap_type": "IND",
            "urn": "108001",
            "entry_date": "2024-09-03",
            "sen_provision": "E",
        }
    },
    besides=(
        Beside(
            "places",
            "same_upn",
            "places",
            ("upn",),
            "select upn, count(distinct birth_date) as births, "
            "count(*) - count(distinct (coalesce(urn, ''), coalesce(ukprn, ''), coalesce(provider, ''))) "
            "as twice "
            "from places group by upn",
        ),
    ),
    rules=(
        *flat("AP"),
        *child("AP", "places"),
        _ap(
            number="1520",
            level=ERROR,
            items=("upn",),
            message="The pupil stands twice at the same provider.",
            to_do="Take one of the rows out.",
            fails="same_upn.twice > 0",
            passing=[{}, {"urn": "108002"}],
            failing=[{}, {}],
        ),
        _ap(
            number="8300",
            level=QUERY,
            items=("birth_date",),
            message="The pupil is under 3.",
            to_do="Check the date of birth.",
            fails="age_31_august < 3",
            passing=[{"birth_date": "2022-08-31"}],
            failing=[{"birth_date": "2022-09-01"}],
        ),
        _ap(
            number="8305",
            level=QUERY,
            items=("birth_date",),
            message="The pupil is over 18.",
            to_do="Check the date of birth; places are returned from 2 to 18.",
            fails="age_31_august > 18",
            passing=[{"birth_date": "2006-09-01"}],
            failing=[{"birth_date": "2006-08-31"}],
        ),
        _ap(
            number="8330",
            level=ERROR,
            items=("birth_date", "sen_provision"),
            message="A child of two without SEN is returned.",
            to_do="Correct SEN provision or the date of birth, or take the row out.",
            fails="age_31_august = 2 and sen_provision = 'N'",
            passing=[{"birth_date": "2023-03-03"}],
            failing=[{"birth_date": "2023-03-03", "sen_provision": "N"}],
        ),
        _ap(
            number="1630",
            level=ERROR,
            items=("ethnicity",),
            message="Ethnicity of a pupil of five or over is missing or is not a code.",
            to_do="Enter the code; REFU if refused, NOBT if not yet obtained.",
            reasons=("ethnicity: not a ethnicity code then",),
            fails="ethnicity is null and age_31_august >= 5",
            passing=[{}],
            failing=[{"ethnicity": "QQQQ"}],
        ),
        _ap(
            number="8320",
            level=QUERY,
            items=("ap_type", "sen_provision"),
            message="A pupil in a non-maintained special school has no SEN.",
            to_do="Correct SEN provision or the type of provision.",
            fails="ap_type = 'NMS' and sen_provision = 'N'",
            passing=[{"ap_type": "NMS"}],
            failing=[{"ap_type": "NMS", "sen_provision": "N"}],
        ),
        _ap(
            number="8325",
            level=ERROR,
            items=("ap_type", "sen_provision"),
            message="A pupil placed in an academy (ACD) has no SEN.",
            to_do="Correct SEN provision or the type of provision.",
            fails="ap_type = 'ACD' and sen_provision = 'N'",
            passing=[{"ap_type": "ACD"}],
            failing=[{"ap_type": "ACD", "sen_provision": "N"}],
        ),
        _ap(
            number="2400",
            level=QUERY,
            items=("postcode",),
            message="The home postcode is missing.",
            to_do="Enter it.",
            fails="postcode is null",
            passing=[{}],
            failing=[{"postcode": None}, {}],
        ),
        _ap(
            number="AP-01",
            level=ERROR,
            items=("ap_type",),
            source=_AP_GUIDE,
            message="The type of alternative provision is missing or is not a code.",
            to_do="Enter the type.",
            reasons=("ap_type: missing", "ap_type: not a ap_type code then"),
            passing=[{}],
            failing=[{"ap_type": "QQQ"}],
        ),
        _ap(
            number="AP-02",
            level=ERROR,
            items=("entry_date",),
            source=ORDER_OF_DATES,
            message="The place begins after census day or before the pupil was born.",
            to_do="Correct the entry date.",
            fails="entry_date > this.census_day or entry_date < birth_date",
            passing=[{}],
            failing=[{"entry_date": "2026-01-16"}],
        ),
        _ap(
            number="AP-03",
            level=QUERY,
            items=("urn", "ukprn", "provider", "ap_type"),
            source=FIELD,
            message="The provider is named neither by number nor in words.",
            to_do="Enter the URN, else the UKPRN, else its name.",
            fails="urn is null and ukprn is null and provider is null",
            wants=(),
            passing=[{}],
            failing=[{"urn": None}],
        ),
        _ap(
            number="AP-04",
            level=QUERY,
            items=("upn",),
            source=FIELD,
            message="A pupil of school age has no unique pupil number.",
            to_do="Ask the last school, or allot a number.",
            fails="upn is null and age_31_august between 5 and 15",
            passing=[{}],
            failing=[{"upn": None}, {}],
        ),
        _ap(
            number="AP-05",
            level=QUERY,
            items=("ap_type", "urn"),
            source=FIELD,
            message="An independent or non-maintained special school or academy has no URN.",
            to_do="Enter its number in the register of schools.",
            fails="ap_type in ('IND', 'NMS', 'ACD') and urn is null",
            passing=[{}],
            failing=[{"urn": None}],
        ),
    ),
)
