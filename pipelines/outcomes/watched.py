"""Early warning: control charts of series by month, quarter and term, and the list of what turned worse.

Charts are those of ``pipelines.spc``; an analyst's annotations say where a new part with limits of its own
begins. Points that are provisional are not charted, points that are hidden are missing and break runs.
"""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipelines.outcomes.periods import is_short, periods
from pipelines.outcomes.tables import TOTAL, WATCH_SCHEMA, WHOLE_YEAR
from pipelines.spc import xmr
from schemas.indicator import COUNT, HIGH_GOOD, LOW_GOOD, NEITHER

LEAST = 8
"""A series of fewer points is not charted: no rule of seven could tell it from its own beginning."""

CONCERN = "special_cause_concern"
SPECIAL, YEAR, BASELINE = "special cause", "worse than the year before", "worse than the baseline"
OTHERS = "worse than England and neighbours"
SOURCE = "source late or changed"
_IMPROVEMENT = {HIGH_GOOD: "high", LOW_GOOD: "low", NEITHER: "neutral"}
_SURE = {
    "outside limits": "one point beyond limits that hold nearly all points of a stable series",
    "trend of seven": "seven points, each worse than the one before",
    "two of three": "two of three points near the limit",
    "seven on one side": "seven points in a row on the worse side of the mean",
}


@dataclass(frozen=True)
class Annotation:
    """What an analyst says of a point; ``rebase``: limits begin anew with it."""

    words: str
    rebase: bool = False


Annotations = Mapping[tuple[str, str, str], Annotation]
"""By area, indicator and period."""


@dataclass(frozen=True)
class Beside:
    """What stands beside a signal: annotations, and by delivery what is odd about it."""

    annotations: Annotations = field(default_factory=dict)
    warned: Mapping[str, str] = field(default_factory=dict)


def charted(figures: pd.DataFrame, beside: Beside) -> pd.DataFrame:
    """One row per point of every series by month, quarter or term in total, with the columns of ``xmr``."""
    is_point = (figures["breakdown_topic"] == TOTAL) & figures["period"].map(is_short).astype(bool)
    points = figures[is_point & ~figures["is_provisional"]]
    found = [_chart(of, beside.annotations) for _, of in points.groupby(["indicator", "la_code"])]
    charts = [chart for chart in found if chart is not None]
    return pd.concat(charts, ignore_index=True) if charts else pd.DataFrame()


def watch(figures: pd.DataFrame, charts: pd.DataFrame, beside: Beside) -> pd.DataFrame:
    """What turned worse: the columns of ``outcomes.watch``, the surest reason of an indicator first."""
    rows = [
        *_special(charts),
        *_yearly(figures),
        *_below_baseline(figures),
        *_below_others(figures),
        *_sources(figures, beside.warned),
    ]
    if not rows:
        return WATCH_SCHEMA.empty_table().to_pandas()
    made = pd.DataFrame(rows)
    made["source_warning"] = [_warning(text, beside.warned) for text in made["deliveries"]]
    made["newest_delivery"] = [_newest(text) for text in made["deliveries"]]
    return made[WATCH_SCHEMA.names].sort_values(["la_code", "indicator", "reason"], ignore_index=True)


def _chart(points: pd.DataFrame, annotations: Annotations) -> pd.DataFrame | None:
    one = points.iloc[0]
    whole = points.set_index("period").reindex(periods(points["period"].min(), points["period"].max()))
    values = whole["value"].astype(float)
    if one["kind"] == COUNT:
        # a month without a row is one in which there was none
        values = values.mask(whole["indicator"].isna(), 0.0)
    if values.notna().sum() < LEAST:
        return None
    said = [annotations.get((one["la_code"], one["indicator"], period)) for period in whole.index]
    cuts = [place for place, words in enumerate(said) if place and words and words.rebase]
    target = None if pd.isna(one["target"]) else float(one["target"])
    with warnings.catch_warnings():
        # that limits are on trial is told in a column
        warnings.simplefilter("ignore", UserWarning)
        chart = xmr(values, _IMPROVEMENT[one["polarity"]], target, rebase=cuts)
    same = {
        name: one[name] for name in ("indicator", "la_code", "words", "domain", "unit", "polarity", "kind")
    }
    return chart.assign(
        **same,
        period=whole.index,
        numerator=whole["numerator"].to_numpy(),
        denominator=whole["denominator"].to_numpy(),
        deliveries=whole["deliveries"].ffill().to_numpy(),
        annotation=[words.words if words else None for words in said],
    ).reset_index(drop=True)


def _special(charts: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Series whose newest known point is special cause and a concern, since the first of that run."""
    if charts.empty:
        return
    for _, chart in charts.groupby(["indicator", "la_code"]):
        known = chart[chart["value"].notna()]
        concerned = (known["point_type"] == CONCERN).to_numpy()
        if not concerned[-1]:
            continue
        begun = int(np.flatnonzero(~concerned)[-1]) + 1 if (~concerned).any() else 0
        last = known.iloc[-1]
        sure = _SURE[last["rule"]] + ("; limits on trial" if last["trial"] else "")
        yield _row(last, SPECIAL, since=known["period"].iloc[begun], period=last["period"], sure=sure) | {
            "rule": last["rule"],
            "held_against": last["mean"],
        }


def _latest(figures: pd.DataFrame) -> pd.DataFrame:
    """The newest whole year in total of each indicator and area that is over and told."""
    whole = (figures["breakdown_topic"] == TOTAL) & (figures["period"] == WHOLE_YEAR)
    told = figures[whole & ~figures["is_provisional"] & figures["value"].notna()]
    return told.sort_values("year").drop_duplicates(["indicator", "la_code"], keep="last")


def _yearly(figures: pd.DataFrame) -> Iterator[dict[str, object]]:
    latest = _latest(figures)
    for _, one in latest[latest["against_previous"] == "worse"].iterrows():
        limits = "the intervals of the two years do not meet"
        if pd.notna(one["change_lower"]):
            limits = f"change {one['change']:.1f} ({one['change_lower']:.1f} to {one['change_upper']:.1f})"
        yield _row(one, YEAR, since=one["year"], period=one["year"], sure=f"95%: {limits}") | {
            "held_against": one["previous"]
        }


def _below_baseline(figures: pd.DataFrame) -> Iterator[dict[str, object]]:
    latest = _latest(figures)
    for _, one in latest[latest["against_baseline"] == "worse"].iterrows():
        sure = f"95%: {one['lower']:.1f} to {one['upper']:.1f}, as if the printed figure were exact"
        yield _row(one, BASELINE, since=str(one["baseline_year"]), period=one["year"], sure=sure) | {
            "held_against": one["baseline"]
        }


def _below_others(figures: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Where both are better: of one of them alone there is nearly always some year of which it holds."""
    latest = _latest(figures)
    below = (latest["against_england"] == "worse") & (latest["against_neighbours"] == "worse")
    for _, one in latest[below].iterrows():
        limits = f"{one['lower']:.1f} to {one['upper']:.1f}"
        sure = f"95%: {limits}; England {one['england']:.1f}, neighbours {one['neighbours']:.1f}"
        yield _row(one, OTHERS, since=one["year"], period=one["year"], sure=sure) | {
            "held_against": one["neighbours"]
        }


def _sources(figures: pd.DataFrame, warned: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Indicators whose newest delivery is odd: what they tell may be the delivery's fault, good or bad."""
    newest = figures[figures["deliveries"].notna()].sort_values(["year", "period"])
    for _, one in newest.drop_duplicates(["indicator", "la_code"], keep="last").iterrows():
        if words := warned.get(_newest(one["deliveries"])):
            period = one["year"] if one["period"] == WHOLE_YEAR else one["period"]
            yield _row(one, SOURCE, since=period, period=period, sure=words)


def _row(one: pd.Series, reason: str, *, since: str, period: str, sure: str) -> dict[str, object]:
    same = (
        "indicator",
        "la_code",
        "words",
        "domain",
        "unit",
        "numerator",
        "denominator",
        "value",
        "deliveries",
    )
    told = {name: one[name] for name in same}
    return {**told, "reason": reason, "since": since, "period": period, "sure": sure, "rule": None,
            "held_against": np.nan}  # fmt: skip


def _newest(deliveries: object) -> str:
    return str(deliveries).split("; ")[-1] if pd.notna(deliveries) else ""


def _warning(deliveries: object, warned: Mapping[str, str]) -> str | None:
    return warned.get(_newest(deliveries))
