"""The rules of attainment."""

from functools import partial

from schemas.rule import ERROR, QUERY, Beside, Rule, Rulebook, Value
from schemas.rules.partners import lines, pupil_number
from schemas.rules.words import FIELD

_POINTS: dict[str, Value] = {"measure": "ATT8", "result": None, "points": "46.5"}
# Whole years at 31 August before the year in which the measure is taken.
_USUAL_AGE = (
    "case measure when 'GLD' then 4 when 'PHONICS' then 5 when 'KS2RWM' then 10 "
    "when 'KS4EM' then 15 when 'ATT8' then 15 else 18 end"
)

_result = partial(Rule, table="results", source=FIELD)

_RESULTS = (
    *pupil_number("AT", "results"),
    _result(
        number="AT-01",
        level=QUERY,
        items=("upn", "uln"),
        message="The pupil has neither a pupil number nor a learner number.",
        to_do="Enter one: without any the result cannot be linked to the pupil's SEN provision.",
        fails="upn is null and uln is null",
        wants=(),
        passing=[{}],
        failing=[{"upn": None}],
    ),
    _result(
        number="AT-02",
        level=ERROR,
        items=("measure",),
        message="The measure is missing or is not a code.",
        to_do="Enter what was measured.",
        reasons=("measure: missing", "measure: not a attainment_measure code then"),
        passing=[{}],
        failing=[{"measure": "KS9"}],
    ),
    _result(
        number="AT-03",
        level=ERROR,
        items=("result", "measure"),
        message="Whether the measure was met is missing.",
        to_do="Enter the result; A for absent and D for disapplied, who count among the pupils.",
        fails="result is null and measure <> 'ATT8'",
        passing=[{}, _POINTS],
        failing=[{"result": None}, {"measure": "PHONICS"}],
    ),
    _result(
        number="AT-04",
        level=ERROR,
        items=("points", "measure"),
        message="Attainment 8 has no points.",
        to_do="Enter the points; 0 where a pupil has none, L as the result where the pupil left.",
        fails="measure = 'ATT8' and points is null and coalesce(result, 'M') <> 'L'",
        wants=("measure",),
        passing=[_POINTS],
        failing=[_POINTS | {"points": None}],
    ),
    _result(
        number="AT-05",
        level=ERROR,
        items=("points",),
        source="DfE, Attainment 8: ten slots of at most 9 points",
        message="Attainment 8 has more than 90 points.",
        to_do="Correct the points: they are the sum, not an average and not a rank.",
        fails="measure = 'ATT8' and try_cast(points as double) > 90",
        passing=[_POINTS],
        failing=[_POINTS | {"points": "95"}],
    ),
    _result(
        number="AT-06",
        level=QUERY,
        items=("points", "measure"),
        message="A measure that is met or not has points.",
        to_do="Take the points out, or correct the measure.",
        fails="measure <> 'ATT8' and points is not null",
        passing=[_POINTS],
        failing=[{"points": "46.5"}],
    ),
    _result(
        number="AT-07",
        level=ERROR,
        items=("upn", "measure"),
        message="The pupil has two results in one measure.",
        to_do="Keep the result of the school that counts the pupil.",
        fails="same_result.n > 1",
        passing=[{}, {"measure": "PHONICS"}],
        failing=[{}, {"result": "N"}],
    ),
    _result(
        number="AT-08",
        level=QUERY,
        items=("birth_date", "measure"),
        message="The pupil is two years or more from the age at which this is measured.",
        to_do="Check the date of birth, and that the measure is of this pupil.",
        fails=f"abs(age_31_august - ({_USUAL_AGE})) >= 2",
        passing=[{}],
        failing=[{"measure": "KS2RWM"}],
    ),
)

ATTAINMENT_RULES = Rulebook(
    extract="attainment",
    returned="2025",
    school=("results.urn",),
    lawful={
        "attainment": {"la_code": "391", "year": 2025},
        "results": {
            "upn": "X391200012001",
            "birth_date": "2020-03-03",
            "urn": "108001",
            "measure": "GLD",
            "result": "M",
        },
    },
    besides=(
        Beside(
            "results",
            "same_result",
            "results",
            ("upn", "measure"),
            "select upn, measure, count(*) as n from results group by upn, measure",
        ),
    ),
    rules=(*lines("AT"), *_RESULTS),
)
