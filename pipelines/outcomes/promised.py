"""A framework's outcomes with the newest figures under each; and of its actions what was before and after.

Before an action are the periods of the twelve months up to it, after it as many that begin later. The counts
of either are taken together; the change of a share has Newcombe's interval. It says what changed, not why.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from pipelines import statistics
from pipelines.outcomes.declared import base_of
from pipelines.outcomes.framework import EVERY_AREA, Framework
from pipelines.outcomes.periods import A_YEAR, is_short, is_together, kind_of, span
from pipelines.outcomes.tables import ACTION_SCHEMA, FRAMEWORK_SCHEMA, TOTAL, WHOLE_YEAR
from schemas.indicator import ACADEMIC, CALENDAR, LOW_GOOD, NEITHER, PROPORTION, Indicator

_FIGURE = ["numerator", "denominator", "value", "lower", "upper", "quality_flags"]
_HELD_AGAINST = ("target", "baseline", "england", "region", "neighbours", "previous")
_VERDICTS = [name for held in _HELD_AGAINST for name in (held, f"against_{held}")]
_CALENDAR_DIGITS = 4


def outcomes(
    frameworks: Mapping[str, Framework], figures: pd.DataFrame, watched: pd.DataFrame
) -> pd.DataFrame:
    """One row per framework, area, outcome and indicator, with its newest figure in total, if any."""
    areas = sorted(set(figures["la_code"]))
    rows = [row for one in frameworks.values() for row in _listed(one, areas)]
    if not rows:
        return FRAMEWORK_SCHEMA.empty_table().to_pandas()
    is_one = ~figures["period"].map(is_together).astype(bool)
    total = figures[(figures["breakdown_topic"] == TOTAL) & ~figures["is_provisional"] & is_one]
    newest = total.sort_values(["year", "period"]).drop_duplicates(["indicator", "la_code"], keep="last")
    made = pd.DataFrame(rows).merge(
        newest[
            ["indicator", "la_code", "year", "period", "words", "unit", "deliveries", *_FIGURE, *_VERDICTS]
        ],
        on=["indicator", "la_code"],
        how="left",
        validate="many_to_one",
    )
    reasons = watched.groupby(["la_code", "indicator"])["reason"].agg("; ".join).rename("on_watch_list")
    return made.merge(reasons, on=["la_code", "indicator"], how="left")[FRAMEWORK_SCHEMA.names]


def _listed(framework: Framework, areas: list[str]) -> Iterator[dict[str, object]]:
    told_of = areas if framework.la_code == EVERY_AREA else [la for la in areas if la == framework.la_code]
    for la in told_of:
        for place, outcome in enumerate(framework.outcomes, 1):
            for indicator in outcome.indicators:
                yield {
                    "framework": framework.id,
                    "framework_name": framework.name,
                    "la_code": la,
                    "place": place,
                    "outcome": outcome.name,
                    "owner": outcome.owner,
                    "narrative": outcome.narrative,
                    "indicator": indicator,
                }


def actions(
    frameworks: Mapping[str, Framework], figures: pd.DataFrame, indicators: Mapping[str, Indicator]
) -> pd.DataFrame:
    """One row per action and indicator: before, after, change and verdict."""
    total = figures[figures["breakdown_topic"] == TOTAL]
    rows = [
        _moved(framework, number, name, total, indicators)
        for framework in frameworks.values()
        if framework.la_code in set(total["la_code"])
        for number, action in enumerate(framework.actions, 1)
        for name in action.indicators
    ]
    return pd.DataFrame(rows, columns=ACTION_SCHEMA.names)


def _moved(
    framework: Framework, number: int, name: str, total: pd.DataFrame, indicators: Mapping[str, Indicator]
) -> dict[str, object]:
    action, one = framework.actions[number - 1], indicators[name]
    rows = total[(total["la_code"] == framework.la_code) & (total["indicator"] == name)]
    before, after = around(rows, action.on, one)
    told = {
        "framework": framework.id,
        "la_code": framework.la_code,
        "action": number,
        "said": action.said,
        "did": action.did,
        "done_on": action.on,
        "indicator": name,
        "words": one.words,
        "unit": one.unit,
        "before_periods": ", ".join(before["period_told"]),
        "after_periods": ", ".join(after["period_told"]),
        "deliveries": after["deliveries"].dropna().iloc[-1] if after["deliveries"].notna().any() else None,
    }
    return told | _change(before, after, one)


def around(rows: pd.DataFrame, on: date, one: Indicator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The periods of the twelve months up to a day, and as many that begin on it or later, told ones only."""
    short = rows[rows["period"].map(is_short).astype(bool)]
    rows = rows[rows["period"] == WHOLE_YEAR]
    rows = short if len(short) else rows
    rows = rows[rows["value"].notna()].assign(
        period_told=lambda r: r["period"].where(r["period"] != WHOLE_YEAR, r["year"])
    )
    if rows.empty:
        return rows, rows
    spans = [_span(one, year, period) for year, period in zip(rows["year"], rows["period"], strict=True)]
    rows = rows.assign(begins=[b for b, _ in spans], ends=[e for _, e in spans]).sort_values("begins")
    length = A_YEAR[kind_of(rows["period"].iloc[0])]
    year_before = date(on.year - 1, on.month, min(on.day, 28))
    before = rows[(rows["ends"] < on) & (rows["begins"] >= year_before - timedelta(days=366 * (length == 1)))]
    return before.tail(length), rows[rows["begins"] >= on].head(length)


def _span(one: Indicator, year: str, period: str) -> tuple[date, date]:
    base = base_of(one)
    years = base.years if base else CALENDAR if len(year) == _CALENDAR_DIGITS else ACADEMIC
    return span(years, year, period)


def _change(before: pd.DataFrame, after: pd.DataFrame, one: Indicator) -> dict[str, object]:
    found: dict[str, object] = dict.fromkeys(
        ("before_numerator", "before_denominator", "after_numerator", "after_denominator")
    )
    found |= dict.fromkeys(("before_value", "after_value", "change", "change_lower", "change_upper"), np.nan)
    found["verdict"] = "not compared"
    if before.empty or after.empty:
        return found
    if one.kind != PROPORTION:
        found["before_value"], found["after_value"] = before["value"].mean(), after["value"].mean()
        found["change"] = after["value"].mean() - before["value"].mean()
        return found
    counts = [int(of[name].sum()) for of in (before, after) for name in ("numerator", "denominator")]
    found |= dict(zip(found, counts, strict=False))
    if min(counts[1], counts[3]) == 0:
        return found
    [told] = (100 * statistics.difference(*map(float, counts))).to_dict("records")
    found["before_value"], found["after_value"] = (100 * counts[n] / counts[n + 1] for n in (0, 2))
    found["change"], found["change_lower"], found["change_upper"] = (
        told[n] for n in ("value", "lower", "upper")
    )
    return found | {"verdict": _verdict(told["lower"], told["upper"], one.polarity)}


def _verdict(lower: float, upper: float, polarity: str) -> str:
    if lower <= 0 <= upper:
        return "similar"
    if polarity == NEITHER:
        return "higher" if lower > 0 else "lower"
    return "better" if (lower > 0) == (polarity != LOW_GOOD) else "worse"
