"""Several periods told together, where one alone is too small to say much: sums of what is shown of each.

They are made of the figures as they are shown and of nothing else: where one of the periods is hidden, so is
the sum. So they tell nothing that a reader could not add up. Sums of full counts over windows that overlap
would tell, by their differences, what is hidden.
"""

import pandas as pd

from pipelines.outcomes import periods
from pipelines.outcomes.tables import TOTAL, WHOLE_YEAR
from schemas.indicator import YEARLY, Base, Duration, Indicator, Rate

_SUMS = ["numerator", "denominator"]


def rolled(one: Indicator, base: Base, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of an indicator's ``base.rolling`` periods together; ``rows`` are those of single ones.

    A duration has none: quantiles do not add up. Of a period without a row there was nobody; but of a rate
    it is missing, for then nothing is known of its population.
    """
    is_one = rows["period"].eq(WHOLE_YEAR) if base.every == YEARLY else rows["period"].map(periods.is_short)
    single = rows[is_one.astype(bool)]
    if not base.rolling or single.empty or isinstance(one, Duration):
        return rows.head(0)
    places = [periods.place_of(y, p) for y, p in zip(single["year"], single["period"], strict=True)]
    single = single.assign(place=places)
    found = [
        _of_area(area, base, known_without=not isinstance(one, Rate)) for _, area in single.groupby("la_code")
    ]
    return pd.concat(found, ignore_index=True)


def _of_area(rows: pd.DataFrame, base: Base, *, known_without: bool) -> pd.DataFrame:
    every = range(rows["place"].min(), rows["place"].max() + 1)
    told_in = {topic: set(of["place"]) for topic, of in rows.groupby("breakdown_topic")} | {TOTAL: set(every)}
    made = []
    for (topic, _), of in rows.groupby(["breakdown_topic", "breakdown"]):
        series = of.set_index("place").reindex(every)
        nobody = ~series.index.isin(of["place"]) & series.index.isin(list(told_in[str(topic)]))
        if known_without:
            for name in _SUMS:
                # a count has no denominator at any time
                if name in of and of[name].notna().any():
                    series.loc[nobody, name] = 0
        made.append(_windows(series, of.iloc[0], base))
    return pd.concat(made, ignore_index=True)


def _windows(series: pd.DataFrame, like: pd.Series, base: Base) -> pd.DataFrame:
    many = base.rolling
    sums = {name: series[name].rolling(many).sum() for name in _SUMS if name in series}
    last = [periods.written(base.every, place, base.years) for place in series.index]
    year = [text if base.every == YEARLY else _year_of(text, base) for text in last]
    provisional = series["is_provisional"].eq(other=True).rolling(many).max() > 0
    deliveries = [
        _all_of(series["deliveries"].iloc[max(n - many + 1, 0) : n + 1]) for n in range(len(series))
    ]
    made = series.assign(
        **sums,
        la_code=like["la_code"],
        breakdown_topic=like["breakdown_topic"],
        breakdown=like["breakdown"],
        year=year,
        period=[periods.together(base.every, many, text) for text in last],
        is_provisional=provisional.to_numpy(),
        deliveries=deliveries,
    )
    return made.iloc[many - 1 :].drop(columns="place", errors="ignore")


def _year_of(period: str, base: Base) -> str:
    """The year, as the base counts years, in which a period ends."""
    end = periods.span(base.years, period[:4], period)[1]
    return periods.year_of(end, base.years)


def _all_of(deliveries: pd.Series) -> str | None:
    named = [name for text in deliveries.dropna() for name in str(text).split("; ")]
    return "; ".join(dict.fromkeys(named)) or None
