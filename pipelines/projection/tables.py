"""The two tables of the lake that projections are kept in: their columns, and what they are made of.

Nothing is computed here: ``from_marts`` makes the rows, ``steps`` keeps them.
"""

import pyarrow as pa

PLAN, ERROR = "projection.plan", "projection.error"
STATISTICS, RETURN, SEN_STATISTICS = "SEN2 statistics", "SEN2 return", "SEN statistics"
HORIZON = 10
"""So many Januaries are projected."""
ERRORS_TO, ORIGINS = 5, 8
"""Errors are told to this horizon, of so many origins at most. Intervals of projections need what was said
there as well: an origin more costs next to nothing."""
SCHEMAS = {
    PLAN: pa.schema(
        [
            ("la_code", pa.string()),
            ("series", pa.string()),
            ("origin", pa.int64()),
            ("horizon", pa.int64()),
            ("january_year", pa.int64()),
            ("median", pa.float64()),
            ("lo80", pa.float64()),
            ("hi80", pa.float64()),
            ("lo95", pa.float64()),
            ("hi95", pa.float64()),
            ("tier", pa.int64()),
            ("method", pa.string()),
            ("is_range", pa.bool_()),
            ("origin_count", pa.int64()),
            ("size", pa.string()),
            ("counts_of", pa.string()),
            ("population_used", pa.string()),
        ]
    ),
    ERROR: pa.schema(
        [
            ("series", pa.string()),
            ("size", pa.string()),
            ("horizon", pa.int64()),
            ("method", pa.string()),
            ("first_origin", pa.int64()),
            ("last_origin", pa.int64()),
            ("outcomes", pa.int64()),
            ("wape_percent", pa.float64()),
            ("mase", pa.float64()),
            ("held_80_percent", pa.float64()),
            ("held_95_percent", pa.float64()),
            ("interval_score_80_percent", pa.float64()),
            ("interval_score_95_percent", pa.float64()),
        ]
    ),
}
PANEL, OWN, PEOPLE = "shown.plan_panel", "shown.plans_maintained", "core.resident_population"
FIGURES = "core.published_figure"
READS = {PLAN: (PANEL, OWN, PEOPLE, FIGURES), ERROR: (PANEL, PEOPLE, FIGURES)}
"""What each is made of: published, or as it is shown; nothing else may stand here."""
COUNTED_IN = {PANEL: "plans", OWN: "plan_count", PEOPLE: "persons", FIGURES: "value"}
"""The counts that are read of each."""
