"""The tables of the lake that indicators are kept in: their columns. ``counted`` and ``told`` make the rows.

``indicator.count`` holds full counts of persons, which only a protected mart may read. Whatever is called
``outcomes.*`` is made of marts as they are shown, and tells of nobody.
"""

import pyarrow as pa

COUNT = "indicator.count"
FIGURE, SIGNAL, WATCH = "outcomes.figure", "outcomes.signal", "outcomes.watch"
FRAMEWORK, ACTION, INEQUALITY = "outcomes.framework", "outcomes.action", "outcomes.inequality"
COUNT_MARTS = ("shown.outcome_counts", "shown.outcome_counts_health")
ALL, COUNTED, NOT_COUNTED, OUTSIDE = "All", "Counted", "Not counted", "Outside"
MEASURED, NOT_MEASURED = "Measured", "Not measured"
TOTAL, WHOLE_YEAR, NOT_KNOWN = "Total", "Whole year", "Not known"

_TEXT, _WHOLE, _NUMBER, _DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()
COUNT_SCHEMA = pa.schema(
    [
        *(
            (name, _TEXT)
            for name in ("la_code", "rule", "base", "split", "part", "part_of", "year", "period")
        ),
        ("breakdown_topic", _TEXT),
        ("breakdown", _TEXT),
        ("persons", _WHOLE),
        *((name, _NUMBER) for name in ("quantile", "quantile_lower", "quantile_upper")),
        ("read_to", _DAY),
        ("deliveries", _TEXT),
    ]
)
FIGURE_SCHEMA = pa.schema(
    [
        *(
            (name, _TEXT)
            for name in ("indicator", "la_code", "year", "period", "breakdown_topic", "breakdown")
        ),
        *((name, _TEXT) for name in ("words", "domain", "kind", "unit", "polarity")),
        ("numerator", _WHOLE),
        ("denominator", _WHOLE),
        *((name, _NUMBER) for name in ("value", "lower", "upper")),
        ("method", _TEXT),
        ("weighted_value", _NUMBER),
        ("target", _NUMBER),
        ("against_target", _TEXT),
        ("baseline", _NUMBER),
        ("baseline_year", _TEXT),
        ("baseline_source", _TEXT),
        ("against_baseline", _TEXT),
        *((name, _NUMBER) for name in ("england", "region", "neighbours")),
        *((f"against_{name}", _TEXT) for name in ("england", "region", "neighbours")),
        ("previous", _NUMBER),
        *((name, _NUMBER) for name in ("change", "change_lower", "change_upper")),
        ("against_previous", _TEXT),
        ("is_provisional", pa.bool_()),
        ("quality_flags", _TEXT),
        ("deliveries", _TEXT),
    ]
)
SIGNAL_SCHEMA = pa.schema(
    [
        *(
            (name, _TEXT)
            for name in ("indicator", "la_code", "period", "words", "domain", "unit", "polarity")
        ),
        ("numerator", _WHOLE),
        ("denominator", _WHOLE),
        *((name, _NUMBER) for name in ("value", "mean", "lower", "upper")),
        ("special_cause", pa.bool_()),
        *((name, _TEXT) for name in ("rule", "point_type", "assurance")),
        ("trial", pa.bool_()),
        *((name, _TEXT) for name in ("annotation", "deliveries")),
    ]
)
WATCH_SCHEMA = pa.schema(
    [
        *((name, _TEXT) for name in ("la_code", "indicator", "reason", "words", "domain", "since", "period")),
        *((name, _TEXT) for name in ("sure", "rule", "unit")),
        ("numerator", _WHOLE),
        ("denominator", _WHOLE),
        ("value", _NUMBER),
        ("held_against", _NUMBER),
        *((name, _TEXT) for name in ("newest_delivery", "source_warning", "deliveries")),
    ]
)
FRAMEWORK_SCHEMA = pa.schema(
    [
        *((name, _TEXT) for name in ("framework", "framework_name", "la_code")),
        ("place", _WHOLE),
        *((name, _TEXT) for name in ("outcome", "owner", "narrative", "indicator", "words", "unit")),
        *((name, _TEXT) for name in ("year", "period")),
        ("numerator", _WHOLE),
        ("denominator", _WHOLE),
        *((name, _NUMBER) for name in ("value", "lower", "upper", "target")),
        ("against_target", _TEXT),
        ("baseline", _NUMBER),
        ("against_baseline", _TEXT),
        *((name, _NUMBER) for name in ("england", "region", "neighbours")),
        *((f"against_{name}", _TEXT) for name in ("england", "region", "neighbours")),
        ("previous", _NUMBER),
        *((name, _TEXT) for name in ("against_previous", "on_watch_list", "quality_flags", "deliveries")),
    ]
)
ACTION_SCHEMA = pa.schema(
    [
        *((name, _TEXT) for name in ("framework", "la_code")),
        ("action", _WHOLE),
        *((name, _TEXT) for name in ("said", "did")),
        ("done_on", _DAY),
        *((name, _TEXT) for name in ("indicator", "words", "unit", "before_periods", "after_periods")),
        *(
            (f"{when}_{name}", _WHOLE)
            for when in ("before", "after")
            for name in ("numerator", "denominator")
        ),
        *((name, _NUMBER) for name in ("before_value", "after_value")),
        *((name, _NUMBER) for name in ("change", "change_lower", "change_upper")),
        ("verdict", _TEXT),
        ("deliveries", _TEXT),
    ]
)
INEQUALITY_SCHEMA = pa.schema(
    [
        *((name, _TEXT) for name in ("indicator", "la_code", "year", "words", "domain", "unit", "polarity")),
        ("denominator", _WHOLE),
        *((name, _NUMBER) for name in ("most_deprived", "least_deprived")),
        *((name, _NUMBER) for name in ("slope_index", "slope_lower", "slope_upper")),
        *((name, _NUMBER) for name in ("relative_index", "relative_lower", "relative_upper", "change")),
        *((name, _TEXT) for name in ("verdict", "trend", "deliveries")),
    ]
)
SCHEMAS = {
    COUNT: COUNT_SCHEMA,
    FIGURE: FIGURE_SCHEMA,
    SIGNAL: SIGNAL_SCHEMA,
    WATCH: WATCH_SCHEMA,
    FRAMEWORK: FRAMEWORK_SCHEMA,
    ACTION: ACTION_SCHEMA,
    INEQUALITY: INEQUALITY_SCHEMA,
}
