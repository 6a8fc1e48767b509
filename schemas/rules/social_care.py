"""The rules of children known to social care."""

from functools import partial

from schemas.rule import ERROR, QUERY, Beside, Rule, Rulebook, Value
from schemas.rules.partners import lines, pupil_number
from schemas.rules.words import FIELD, ORDER_OF_DATES

_YEAR_END = "make_date(this.year, 3, 31)"
_YEAR_START = "make_date(this.year - 1, 4, 1)"
_TABLES = ("childreninneed", "protectionplans", "lookedafter")

_any_kind = partial(Rule, table=_TABLES[0], also=_TABLES[1:], source=FIELD)
_looked_after = partial(Rule, table="lookedafter", source=FIELD)

_EPISODES = (
    *pupil_number("CS", *_TABLES),
    _any_kind(
        number="CS-01",
        level=ERROR,
        items=("child",),
        message="The child's number in the system is missing, or is none.",
        to_do="Export it with the episode; a name does not stand for it.",
        reasons=("child: missing", "child: not a number of the case system"),
        passing=[{}],
        failing=[{"child": "Zqavryx"}],
    ),
    _any_kind(
        number="CS-02",
        level=ERROR,
        items=("start_date",),
        message="The episode has no beginning, or begins after the year.",
        to_do="Enter the day on which it began; what begins after 31 March is next year's.",
        reasons=("start_date: missing", "start_date: not a date"),
        fails=f"start_date > {_YEAR_END}",
        passing=[{}],
        failing=[{"start_date": "2025-04-01"}],
    ),
    _any_kind(
        number="CS-03",
        level=ERROR,
        items=("end_date", "start_date"),
        source=ORDER_OF_DATES,
        message="The episode ends before it began.",
        to_do="Correct one of the two days.",
        fails="end_date < start_date",
        passing=[{"end_date": "2025-01-31"}],
        failing=[{"end_date": "2024-05-01"}],
    ),
    _any_kind(
        number="CS-04",
        level=QUERY,
        items=("end_date",),
        message="The episode had ended before the year began.",
        to_do="Take it out: the extract tells of episodes open in the year to 31 March.",
        fails=f"end_date < {_YEAR_START}",
        passing=[{"end_date": "2025-01-31"}],
        failing=[{"start_date": "2023-06-03", "end_date": "2024-03-31"}],
    ),
    _any_kind(
        number="CS-05",
        level=QUERY,
        items=("upn", "birth_date"),
        message="A child of school age has no unique pupil number.",
        to_do="Ask the school: without it the episode cannot be linked to the child's plan.",
        fails="upn is null and age_31_august between 5 and 15",
        passing=[{}],
        failing=[{"upn": None}, {}],
    ),
    Rule(
        number="CS-06",
        level=QUERY,
        table="childreninneed",
        items=("need_category", "has_disability"),
        source=FIELD,
        message="Disability is the primary need of a child who has none.",
        to_do="Correct the category of need, or enter the disability.",
        fails="need_category = 'N2' and has_disability = false",
        passing=[{}],
        failing=[{"has_disability": False}],
    ),
    Rule(
        number="CS-07",
        level=QUERY,
        table="childreninneed",
        items=("start_date", "child"),
        source=FIELD,
        message="The child is in need twice at the same time.",
        to_do="Join the two episodes, or close the earlier one.",
        fails="earlier.latest_end > start_date",
        passing=[{"end_date": "2024-12-01"}, {"start_date": "2024-12-01"}],
        failing=[{}, {"start_date": "2024-12-01"}],
    ),
    _looked_after(
        number="CS-08",
        level=ERROR,
        items=("birth_date", "start_date"),
        message="The child was looked after before birth, or at 18 or over.",
        to_do="Correct the date of birth or the day on which it began.",
        fails="start_date < birth_date or start_date >= birth_date + interval 18 year",
        passing=[{}],
        failing=[{"birth_date": "2006-06-03"}],
    ),
    _looked_after(
        number="CS-09",
        level=QUERY,
        items=("end_date", "birth_date"),
        message="A person of 18 or over is still looked after.",
        to_do="Enter the day on which it ended: at the latest the 18th birthday.",
        fails=f"end_date is null and birth_date + interval 18 year <= {_YEAR_END}",
        wants=("birth_date",),
        passing=[{}],
        failing=[{"birth_date": "2007-03-30"}],
    ),
    Rule(
        number="CS-10",
        level=QUERY,
        table="protectionplans",
        items=("start_date", "end_date"),
        source=FIELD,
        message="A protection plan has run for more than two years.",
        to_do="Look whether it ended, and its end was not entered.",
        fails=f"least(coalesce(end_date, {_YEAR_END}), {_YEAR_END}) > start_date + interval 2 year",
        wants=("start_date",),
        passing=[{}],
        failing=[{"start_date": "2023-03-01"}],
    ),
)

_CHILD: dict[str, Value] = {
    "child": "CS-1",
    "upn": "X391200012001",
    "birth_date": "2012-03-03",
    "start_date": "2024-06-03",
    "has_disability": True,
}

SOCIAL_CARE_RULES = Rulebook(
    extract="social_care",
    returned="2025",
    lawful={
        "socialcare": {"la_code": "391", "year": 2025},
        "childreninneed": _CHILD | {"need_category": "N2"},
        "protectionplans": _CHILD | {"plan_number": 1},
        "lookedafter": _CHILD | {"care_category": "OTH"},
    },
    besides=(
        Beside(
            "childreninneed",
            "earlier",
            "childreninneed",
            ("row",),
            "select row, max(coalesce(end_date, date '9999-12-31')) over (partition by child "
            "order by start_date, row rows between unbounded preceding and 1 preceding) as latest_end "
            "from childreninneed",
        ),
    ),
    rules=(*lines("CS"), *_EPISODES),
)
