"""The rules of mediations and appeals."""

from functools import partial

from schemas.rule import ERROR, QUERY, Beside, Rule, Rulebook, Value
from schemas.rules.partners import lines, pupil_number
from schemas.rules.words import FIELD, ORDER_OF_DATES

_HELD: dict[str, Value] = {"held_date": "2025-04-01", "outcome": "PART", "closed_date": "2025-04-03"}
_DECIDED: dict[str, Value] = {"heard_date": "2025-10-01", "outcome": "UPHELD", "decided_date": "2025-10-20"}

_mediation = partial(Rule, table="mediations", source=FIELD)
_appeal = partial(Rule, table="appeals", source=FIELD)

_CASES = (
    *pupil_number("DI", "mediations", "appeals"),
    Rule(
        number="DI-01",
        level=ERROR,
        table="mediations",
        also=("appeals",),
        items=("ground",),
        source="Children and Families Act 2014, section 51(2)",
        message="The ground is missing or is not a code.",
        to_do="Enter which decision is disputed.",
        reasons=("ground: missing", "ground: not a dispute_ground code then"),
        passing=[{}],
        failing=[{"ground": "QQ"}],
    ),
    _mediation(
        number="DI-02",
        level=ERROR,
        items=("requested_date",),
        message="The day of the request is missing, is no date or lies after the year told of.",
        to_do="Enter the day; what was requested after 31 December belongs to the next return.",
        reasons=("requested_date: missing", "requested_date: not a date"),
        fails="year(requested_date) >= this.year",
        passing=[{}],
        failing=[{"requested_date": "2026-01-05"}],
    ),
    _appeal(
        number="DI-03",
        level=ERROR,
        items=("registered_date",),
        message="The day of registration is missing, is no date or lies after the year told of.",
        to_do="Enter the day; what was registered after 31 December belongs to the next return.",
        reasons=("registered_date: missing", "registered_date: not a date"),
        fails="year(registered_date) >= this.year",
        passing=[{}],
        failing=[{"registered_date": "2026-01-05"}],
    ),
    _mediation(
        number="DI-04",
        level=ERROR,
        items=("closed_date", "held_date", "requested_date"),
        source=ORDER_OF_DATES,
        message="The mediation was held before it was requested, or closed before it was held.",
        to_do="Correct the days.",
        fails="held_date < requested_date or closed_date < greatest(requested_date, held_date)",
        wants=(),
        passing=[_HELD],
        failing=[_HELD | {"held_date": "2025-03-01"}],
    ),
    _appeal(
        number="DI-05",
        level=ERROR,
        items=("decided_date", "heard_date", "registered_date"),
        source=ORDER_OF_DATES,
        message="The appeal was heard before it was registered, or decided before it was heard.",
        to_do="Correct the days.",
        fails="heard_date < registered_date or decided_date < greatest(registered_date, heard_date)",
        wants=(),
        passing=[_DECIDED],
        failing=[_DECIDED | {"decided_date": "2025-09-30"}],
    ),
    _mediation(
        number="DI-06",
        level=QUERY,
        items=("outcome", "held_date"),
        message="An agreement without a mediation, or a certificate without one that has its day.",
        to_do="Enter the day on which it was held, or correct how it ended.",
        fails="(outcome in ('FULL', 'PART', 'NONE')) <> (held_date is not null)",
        passing=[_HELD],
        failing=[_HELD | {"held_date": None}],
    ),
    _appeal(
        number="DI-07",
        level=QUERY,
        items=("outcome", "decided_date"),
        message="The appeal has an outcome and no day on which it ended, or a day and no outcome.",
        to_do="Enter the other of the two.",
        fails="(outcome is null) <> (decided_date is null)",
        wants=(),
        passing=[_DECIDED, {}],
        failing=[_DECIDED | {"outcome": None}],
    ),
    _appeal(
        number="DI-08",
        level=QUERY,
        items=("outcome", "heard_date"),
        message="The tribunal decided an appeal that was not heard.",
        to_do="Enter the hearing, or correct the outcome: conceded, settled and withdrawn need none.",
        fails="outcome in ('UPHELD', 'DISMISSED') and heard_date is null",
        passing=[_DECIDED],
        failing=[_DECIDED | {"heard_date": None}],
    ),
    _appeal(
        number="DI-09",
        level=QUERY,
        items=("decided_date",),
        message="The appeal had ended before the year told of.",
        to_do="Take it out: a return tells of cases open in the calendar year before it.",
        fails="year(decided_date) < this.year - 1",
        passing=[_DECIDED],
        failing=[{"registered_date": "2024-03-03", "outcome": "CONCEDED", "decided_date": "2024-12-30"}],
    ),
    _appeal(
        number="DI-10",
        level=QUERY,
        items=("ground", "upn"),
        message="The child has two open appeals on the same ground.",
        to_do="Take out the one that was registered again, or say how it ended.",
        fails="same_ground.open > 1 and decided_date is null",
        wants=("upn",),
        passing=[{}, {"ground": "ISSUE"}],
        failing=[{}, {"registered_date": "2025-08-03"}],
    ),
)

DISPUTES_RULES = Rulebook(
    extract="disputes",
    returned="2026",
    lawful={
        "disputes": {"la_code": "391", "year": 2026},
        "mediations": {"upn": "X391200012001", "ground": "ASSESS", "requested_date": "2025-03-03"},
        "appeals": {
            "upn": "X391200012001",
            "ground": "CONTENT",
            "registered_date": "2025-06-03",
            "after_mediation": False,
        },
    },
    besides=(
        Beside(
            "appeals",
            "same_ground",
            "appeals",
            ("upn", "ground"),
            "select upn, ground, count(*) filter (decided_date is null) as open from appeals "
            "group by upn, ground",
        ),
    ),
    rules=(*lines("DI", {"appeals": [{"appeal_id": "1"}, {"appeal_id": "1"}]}), *_CASES),
)
