"""Scenarios beside the sample's deliveries, to tell its projections under. What one says: ``cohort``."""

from pathlib import Path

from pipelines.cohort.scenario_toml import folder_of

SCENARIOS = {
    "new_special_school": """name = "New special school"
[[change]]
from = 2028
to = 2036
what = "places"
placements = ["special"]
add = 60
fill = [0.4, 0.7, 1.0]
drawn_from = ["independent", "mainstream"]
note = "Invented: a school of 60 places, from September 2027"
""",
    "fewer_new_plans": """name = "Fewer new plans"
[[change]]
from = 2028
to = 2036
what = "new plans"
x = 0.9
note = "Invented: ordinarily available provision is made more of"
""",
}


def write_scenarios(code: str, raw: Path) -> list[Path]:
    """The sample's scenarios of an authority, beside the folder of deliveries."""
    folder = folder_of(raw.parent) / code
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.toml" for name in SCENARIOS]
    for path in paths:
        path.write_text(SCENARIOS[path.stem], encoding="utf-8")
    return paths
