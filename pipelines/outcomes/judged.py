"""What the numbers of indicators are worth: value, interval, verdict against target, baseline and before.

Intervals are those of ``statistics``. A change is significant where Newcombe's interval leaves out nought; of
what is not a proportion, where the two intervals do not meet. Nothing is read here.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipelines import statistics
from pipelines.outcomes.beside import held_beside
from pipelines.outcomes.declared import IndicatorError, base_of
from pipelines.outcomes.periods import is_together
from pipelines.outcomes.tables import FIGURE_SCHEMA, WHOLE_YEAR
from pipelines.statistics_intervals import poisson_limits
from schemas.indicator import (
    COUNT,
    DURATION,
    GAP,
    LOW_GOOD,
    NEITHER,
    PROPORTION,
    RATE,
    AsShown,
    Indicator,
    Rate,
)

SMALL_BASE = 30
NOT_COMPARED = "not compared"
_ALONE, _TOGETHER = "alone", "together"
_METHODS = {PROPORTION: "Wilson", GAP: "Newcombe", DURATION: "Kaplan-Meier"}
_SERIES = ["indicator", "la_code", "breakdown_topic", "breakdown", "length"]


def judge(
    rows: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    targets: Mapping[tuple[str, str, str], float] | None = None,
    published: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The columns of ``outcomes.figure``. ``targets`` of area, indicator and year go first.

    ``published``: what others have, see ``beside``.
    """
    if rows.empty:
        return FIGURE_SCHEMA.empty_table().to_pandas()
    rows = _with_words(rows, indicators)
    rows = pd.concat([_valued(str(kind), of) for kind, of in rows.groupby("kind")], ignore_index=True)
    rows = _against_target(rows, targets or {})
    rows = _against_baseline(rows, indicators)
    rows = held_beside(rows, indicators, published)
    rows = _against_previous(rows, indicators)
    rows["quality_flags"] = _flags(rows)
    for name in ("numerator", "denominator"):
        rows[name] = rows[name].round().astype("Int64")
    return rows.sort_values(
        ["indicator", "la_code", "breakdown_topic", "breakdown", "year", "period"], ignore_index=True
    )[FIGURE_SCHEMA.names]


def _with_words(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    of = pd.DataFrame(
        [
            {
                "indicator": one.id,
                "words": one.words,
                "domain": one.domain,
                "kind": one.kind,
                "unit": one.unit,
                "polarity": one.polarity,
                "per": float(one.per) if isinstance(one, Rate | AsShown) else 100.0,
                "target": np.nan if one.target is None else float(one.target),
            }
            for one in indicators.values()
        ]
    )
    return rows.merge(of, on="indicator", validate="many_to_one")


def _valued(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    """With value, limits and method, by kind."""
    x, n = rows["numerator"], rows["denominator"]
    if kind == PROPORTION:
        if (x > n).any():
            odd = sorted(rows.loc[x > n, "indicator"].unique())
            raise IndicatorError(f"More are counted than there are: {', '.join(odd)}.")
        found = statistics.wilson(x, n) * 100
    elif kind == RATE:
        found = statistics.rate(x, n.mask(n == 0), 1)
        method = found.pop("method")
        found = found.mul(rows["per"], axis=0)
        return rows.assign(**{name: found[name] for name in ("value", "lower", "upper")}, method=method)
    elif kind == GAP:
        found = statistics.difference(rows["numerator_2"], rows["denominator_2"], x, n) * 100
        rows = rows.assign(numerator=np.nan, denominator=np.nan)
    elif kind == COUNT:
        lower, upper = poisson_limits(x.to_numpy(float))
        found = pd.DataFrame({"value": x, "lower": lower, "upper": upper}, index=rows.index)
        method = pd.Series(np.where(x < 10, "Exact", "Byars"), rows.index).where(x.notna(), None)  # noqa: PLR2004 as statistics
        return rows.assign(**found, method=method)
    else:
        return rows.assign(method=_method(kind, rows["lower"]))
    told = {name: found[name] for name in ("value", "lower", "upper")}
    return rows.assign(**told, method=_method(kind, told["value"]))


def _method(kind: str, told: pd.Series) -> pd.Series:
    return pd.Series(_METHODS[kind], told.index, dtype="object").where(told.notna(), None)


def _against_target(rows: pd.DataFrame, targets: Mapping[tuple[str, str, str], float]) -> pd.DataFrame:
    own = [
        targets.get((la, indicator, year), target)
        for la, indicator, year, target in zip(
            rows["la_code"], rows["indicator"], rows["year"], rows["target"], strict=True
        )
    ]
    rows = rows.assign(target=np.array(own, dtype=float))
    return rows.assign(against_target=_compared(rows, rows["target"]))


def _against_baseline(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """A printed figure is held against the same area's figures of the same group."""
    printed = pd.DataFrame(
        [
            (one.id, base.la_code, base.topic, base.group, base.value, base.year, base.source)
            for one in indicators.values()
            for base in one.baselines
        ],
        columns=[*_SERIES[:4], "baseline", "baseline_year", "baseline_source"],
    )
    rows = rows.merge(printed, on=_SERIES[:4], how="left", validate="many_to_one")
    rows["baseline"] = rows["baseline"].astype(float)
    return rows.assign(against_baseline=_compared(rows, rows["baseline"]))


def _compared(rows: pd.DataFrame, held: pd.Series) -> pd.Series:
    """The verdict of the interval; at once, though polarities differ."""
    compared = statistics.compare(rows["value"], rows["lower"], rows["upper"], held, rows["polarity"])
    return compared["verdict"]


def _before(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """The numbers of the period before; of several together, of as many before, so that none is in both."""
    numbers = ["numerator", "denominator", "value", "lower", "upper"]
    series = rows.groupby(_SERIES, sort=False)[numbers]
    many = {one.id: base.rolling for one in indicators.values() if (base := base_of(one)) is not None}
    apart = rows["indicator"].map(many).where(rows["length"] == _TOGETHER, 1).astype(int)
    before = series.shift(1)
    for number in sorted(set(apart) - {1}):
        before = before.where(apart != number, series.shift(number))
    return before


def _against_previous(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    lengths = {True: _TOGETHER, False: _ALONE}
    rows = rows.assign(
        length=rows["period"]
        .map(is_together)
        .astype(bool)
        .map(lengths)
        .mask(rows["period"] == WHOLE_YEAR, WHOLE_YEAR)
    ).sort_values([*_SERIES, "year", "period"], ignore_index=True)
    before = _before(rows, indicators)
    change = rows["value"] - before["value"]
    is_share = rows["kind"] == PROPORTION
    known = is_share & before["denominator"].gt(0) & rows["denominator"].gt(0) & change.notna()
    lower, upper = pd.Series(np.nan, rows.index), pd.Series(np.nan, rows.index)
    if known.any():
        tested = statistics.difference(
            before.loc[known, "numerator"], before.loc[known, "denominator"],
            rows.loc[known, "numerator"], rows.loc[known, "denominator"],
        )  # fmt: skip
        lower[known], upper[known] = 100 * tested["lower"], 100 * tested["upper"]
    apart_up = np.where(is_share, lower > 0, rows["lower"] > before["upper"])
    apart_down = np.where(is_share, upper < 0, rows["upper"] < before["lower"])
    told = np.where(is_share, lower.notna(), (rows["lower"] + before["upper"]).notna())
    return rows.assign(
        previous=before["value"],
        change=change,
        change_lower=lower,
        change_upper=upper,
        against_previous=_words(told, apart_up, apart_down, rows["polarity"]),
    )


def _words(told: np.ndarray, up: np.ndarray, down: np.ndarray, polarity: pd.Series) -> np.ndarray:
    """similar, better, worse, higher, lower or not compared."""
    good_up = (polarity != LOW_GOOD).to_numpy()
    neutral = (polarity == NEITHER).to_numpy()
    cases = [~told, ~(up | down), neutral & up, neutral & down, up == good_up]
    return np.select(cases, [NOT_COMPARED, "similar", "higher", "lower", "better"], "worse")


def _flags(rows: pd.DataFrame) -> pd.Series:
    hidden = rows["value"].isna()
    small = rows["denominator"].lt(SMALL_BASE).fillna(value=False)
    flags = {"not shown": hidden, "small base": small, "provisional": rows["is_provisional"]}
    texts = pd.Series("", index=rows.index)
    for words, holds in flags.items():
        texts = texts.mask(holds, texts + f"; {words}")
    return texts.str.removeprefix("; ").replace("", None)
