"""The rules of partners' sheets of counts: what cannot be, what does not add up, what jumps."""

from functools import partial

from schemas.manual_measures import COUNT, MANUAL_MEASURES, MEAN
from schemas.rule import ERROR, QUERY, Beside, Row, Rule, Rulebook
from schemas.rules.any_table import any_table

_JUMP, _JUMP_AT_LEAST = 0.5, 20
_OURS = "Ours: what a sheet of counts must hold together"
_rule = partial(Rule, table="values", source=_OURS)
_NONE: Row = {"denominator": None}
_BY_SEX: Row = {"cell": "2", "group": "Sex: Female", "numerator": 30, "denominator": 60}


def _is_one_of(*kinds: str) -> str:
    known = ", ".join(f"'{one.id}'" for one in MANUAL_MEASURES if one.kind in kinds)
    return f"measure in ({known})"


MANUAL_SERIES_RULES = Rulebook(
    extract="manual_series",
    returned="2026",
    lawful={
        "return": {"la_code": "391", "year": 2026},
        "values": {
            "measure": "therapy_within_18_weeks",
            "area": "391",
            "period": "2025-Q1",
            "period_kind": "quarter",
            "period_start": "2025-01-01",
            "period_end": "2025-03-31",
            "group": "Total",
            "numerator": 70,
            "denominator": 100,
            "source": "Example Trust",
        },
    },
    besides=(
        Beside(
            "values",
            "groups",
            "values",
            ("measure", "area", "period", "source"),
            "select measure, area, period, source, max(told) as told, min(told) as least from ("
            "select measure, area, period, source, sum(numerator) as told from values "
            "where \"group\" <> 'Total' "
            "group by measure, area, period, source, split_part(\"group\", ':', 1) "
            "having count(numerator) = count(*)) group by measure, area, period, source",
        ),
        Beside(
            "values",
            "before",
            "values",
            ("cell",),
            'select cell, lag(numerator) over (partition by measure, area, period_kind, "group", source '
            "order by period_start) as numerator from values",
        ),
    ),
    rules=(
        *any_table("MAN", orphan={}, repeated={"values": [{"cell": "1"}, {"cell": "1"}]})[1:],
        _rule(
            number="MAN-01",
            level=ERROR,
            items=("measure",),
            message="The measure is missing or is none that is declared.",
            to_do="Choose one from the template's list, or ask for it to be declared.",
            reasons=("measure: missing", "measure: not a manual_measure code then"),
            passing=[{}],
            failing=[{"measure": "happiness"}],
        ),
        _rule(
            number="MAN-02",
            level=ERROR,
            items=("period_kind", "period"),
            message="The period cannot be read, or does not say of which kind it is.",
            to_do="Write 2025, 2025 Q1, Q1 2025/26, 2025-03; of 2024/25 say academic or financial.",
            reasons=("period: missing", "period_kind: missing"),
            passing=[{}],
            failing=[{"period_kind": None}],
        ),
        _rule(
            number="MAN-03",
            level=ERROR,
            items=("group",),
            message="The breakdown or its value is none of those that are declared.",
            to_do="Choose both from the template's lists; leave both blank for the total.",
            reasons=("group: not a manual_group code then",),
            passing=[{}],
            failing=[{"group": "Shoe size: 38"}],
        ),
        _rule(
            number="MAN-04",
            level=ERROR,
            items=("numerator", "denominator"),
            wants=(),
            message="The numerator or the denominator is neither a whole number nor one of the signs.",
            to_do="Enter a whole number, or c, z, x or low.",
            reasons=(
                "numerator: not a whole number",
                "denominator: not a whole number",
                "numerator: below 0",
                "denominator: below 0",
            ),
            passing=[{}],
            failing=[{"numerator": -1}],
        ),
        _rule(
            number="MAN-05",
            level=ERROR,
            items=("numerator", "denominator"),
            message="The numerator is more than the denominator.",
            to_do="Check both: a numerator is counted among the denominator.",
            fails=f"numerator > denominator and not {_is_one_of(MEAN, COUNT)}",
            passing=[{}],
            failing=[{"numerator": 101}],
        ),
        _rule(
            number="MAN-06",
            level=ERROR,
            items=("denominator",),
            wants=(),
            message="The measure has a denominator, and the cell has none and no sign for it.",
            to_do="Enter the denominator, or the sign that says why there is none.",
            fails=f"denominator is null and denominator_sign is null and numerator is not null "
            f"and not {_is_one_of(COUNT)}",
            passing=[{}, {"cell": "2", "measure": "therapy_caseload", **_NONE}],
            failing=[_NONE],
        ),
        _rule(
            number="MAN-07",
            level=ERROR,
            items=("numerator", "numerator_sign"),
            wants=(),
            message="The cell has neither a number nor a sign.",
            to_do="Enter the number; 0 where there was none; c, z, x or low where there is no number.",
            fails="numerator is null and numerator_sign is null",
            passing=[{"numerator": None, "numerator_sign": "c"}],
            failing=[{"numerator": None}],
        ),
        _rule(
            number="MAN-08",
            level=QUERY,
            items=("numerator", "group"),
            message="The total differs from the sum over the groups of a breakdown.",
            to_do="Check the total and the groups; add the group Not known where some are in none.",
            fails="\"group\" = 'Total' and (groups.told <> numerator or groups.least <> numerator)",
            passing=[{}, _BY_SEX, {**_BY_SEX, "cell": "3", "group": "Sex: Male", "numerator": 40}],
            failing=[{}, _BY_SEX],
        ),
        _rule(
            number="MAN-09",
            level=QUERY,
            items=("numerator",),
            message="The figure is more than half away from that of the period before.",
            to_do="Check both, and say in the note what has changed.",
            fails="abs(numerator - before.numerator) > "
            f"greatest({_JUMP_AT_LEAST}, {_JUMP} * before.numerator)",
            passing=[{}, {"cell": "2", "period": "2025-Q2", "period_start": "2025-04-01", "numerator": 90}],
            failing=[
                {"denominator": 500},
                {
                    "cell": "2",
                    "period": "2025-Q2",
                    "period_start": "2025-04-01",
                    "numerator": 200,
                    "denominator": 500,
                },
            ],
        ),
        _rule(
            number="MAN-10",
            level=ERROR,
            items=("source", "area"),
            message="The source or the area is missing or not of its form.",
            to_do="Name the organisation, no person; write the area as 391 or E08000021.",
            reasons=(
                "source: missing",
                "source: not the name of an organisation or system",
                "area: missing",
                "area: neither a DfE number nor a GSS code",
            ),
            passing=[{}],
            failing=[{"area": "Tyneside"}],
        ),
    ),
)
