"""The tables of the lake that the cohort model is kept in: their columns, and what they are made of.

``cohort.*`` are full counts and small cells, for the authority alone: nothing released reads them.
``outlook.*`` hold what ``told`` lets out, and marts are made of them. Nothing is computed here.
"""

import pyarrow as pa

from pipelines.cohort.flows import HOMES_SQL, SQL
from pipelines.projection import tables as projection
from pipelines.sql import tables_read

FLOW, HOME, LAYOUT = "cohort.flow", "cohort.home", "cohort.layout"
SERIES, PLACE, COST, CAUSE = "outlook.series", "outlook.place", "outlook.cost", "outlook.cause"
HORIZON, DRAWS = 10, 500
"""So many Januaries, in so many draws, whenever the lake is built; ``send scenario`` may draw more."""
_KEY = [("la_code", pa.string()), ("january_year", pa.int64()), ("scenario", pa.string())]
_FROM = [
    ("origin", pa.int64()),
    ("horizon", pa.int64()),
    ("tier", pa.int64()),
    ("population_used", pa.string()),
]
_LIMITS = ("lo80", "hi80", "lo95", "hi95")
_NUMBER = pa.float64()
_COST = [(name, _NUMBER) for name in ("cost", "cost_lo80", "cost_hi80")]
SCHEMAS = {
    FLOW: pa.schema(
        [
            ("la_code", pa.string()),
            ("january_year", pa.int64()),
            *((name, pa.string()) for name in ("flow", "reason")),
            ("age", pa.int64()),
            *((name, pa.string()) for name in ("need", "place", "to_need", "to_place")),
            ("plans", pa.int64()),
        ]
    ),
    HOME: pa.schema(
        [
            ("la_code", pa.string()),
            ("january_year", pa.int64()),
            ("locality", pa.string()),
            ("age", pa.int64()),
            ("place", pa.string()),
            ("plans", pa.int64()),
        ]
    ),
    LAYOUT: pa.schema(
        [
            ("la_code", pa.string()),
            ("layout", pa.string()),
            ("january_year", pa.int64()),
            ("row_label", pa.string()),
            ("column_label", pa.string()),
            *((name, _NUMBER) for name in ("median", "lo80", "hi80")),
        ]
    ),
    SERIES: pa.schema(
        [
            *_KEY,
            *((name, pa.string()) for name in ("series", "breakdown_topic", "breakdown", "part_of")),
            *_FROM,
            ("origin_count", pa.int64()),
            ("median", _NUMBER),
            *((name, _NUMBER) for name in _LIMITS),
        ]
    ),
    PLACE: pa.schema(
        [
            *_KEY,
            *(
                (name, pa.string())
                for name in ("provision", "phase", "need", "locality", "provision_words", "need_words")
            ),
            *_FROM,
            ("demand", _NUMBER),
            *((f"demand_{name}", _NUMBER) for name in _LIMITS),
            ("margin_percent", _NUMBER),
            ("required", _NUMBER),
            ("capacity", pa.int64()),
            ("capacity_basis", pa.string()),
            *((name, _NUMBER) for name in ("shortfall", "shortfall_lo80", "shortfall_hi80")),
            *_COST,
        ]
    ),
    COST: pa.schema(
        [
            *_KEY,
            *((name, pa.string()) for name in ("provision", "provision_words", "cost_band")),
            *_FROM,
            ("places", pa.int64()),
            ("share_percent", _NUMBER),
            ("price", _NUMBER),
            *_COST,
        ]
    ),
    CAUSE: pa.schema([*_KEY, ("series", pa.string()), ("cause", pa.string()), *_FROM, ("change", _NUMBER)]),
}
PERSONS, DWELT = tables_read(SQL, "flows.sql"), tables_read(HOMES_SQL, "homes.sql")
MERGED = "scope.locality_merged"
OWN, PEOPLE, CAPACITY = "shown.plans_maintained", "core.resident_population", "core.place_capacity"
PRINTED, AGES, BORN = "shown.plan_panel", "core.population_band", "core.population"
TOLD = (SERIES, PLACE, COST, CAUSE)
READS = {FLOW: PERSONS, HOME: DWELT} | dict.fromkeys(
    (LAYOUT, *TOLD),
    (FLOW, HOME, projection.PLAN, OWN, PEOPLE, AGES, BORN, CAPACITY, MERGED, PRINTED),
)
"""What each is made of."""
COUNTED_IN = {
    FLOW: "plans",
    HOME: "plans",
    projection.PLAN: "median",
    OWN: "plan_count",
    PEOPLE: "persons",
    AGES: "persons",
    BORN: "persons",
    CAPACITY: "places",
    MERGED: "merged_into",
    PRINTED: "plans",
}
"""The counts that are read of each."""
