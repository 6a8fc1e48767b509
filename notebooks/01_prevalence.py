# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Prevalence of special educational needs
#
# For authors of a needs assessment. It reads the current release only, computes no published number, and
# says the same in a sentence, a table and a chart. Change the parameters and run all cells.

# %% tags=["parameters"]
la_code = ""  # an authority's DfE number, "391" for Newcastle upon Tyne; empty takes the first of the release
coverage = "All schools"
sen_provision = "All SEN"

# %%
import os
from pathlib import Path

import altair as alt
import duckdb

root = Path(os.environ.get("SEND_ROOT", ".."))
release = root / "data" / "marts" / "current" / "send_marts.duckdb"
marts = duckdb.connect(str(release), read_only=True)
[[first]] = marts.execute("select min(la_code) from prevalence").fetchall()
la_code = la_code or first

# %% [markdown]
# ## The figures
#
# `status` tells whether a figure is shown or suppressed to protect small groups; a suppressed one is empty,
# never zero.

# %%
figures = marts.execute(
    """
    select census, census_day, pupil_count, pupil_base, pupil_percent,
           pupil_percent_lower, pupil_percent_upper, status
    from prevalence
    where la_code = $la_code and coverage = $coverage and sen_provision = $sen_provision
        and breakdown_topic = 'Total' and period = 'One census'
    order by census_day
    """,
    {"la_code": la_code, "coverage": coverage, "sen_provision": sen_provision},
).df()
figures

# %%
shown = figures[figures["status"] == "shown"]
newest = shown.iloc[-1]
print(
    f"In the {newest['census']} census {newest['pupil_count']:,} of {newest['pupil_base']:,} pupils "
    f"({newest['pupil_percent']:.1f}%, 95% interval {newest['pupil_percent_lower']:.1f} to "
    f"{newest['pupil_percent_upper']:.1f}) were counted under {sen_provision}, {coverage.lower()}."
)

# %% [markdown]
# ## The chart
#
# The line is the percentage, the bars its 95% interval. The table above is its text alternative.

# %%
x = alt.X("census:N", title=None, axis=alt.Axis(labelAngle=0))
base = alt.Chart(shown)
line = base.mark_line(color="#12436D", point=alt.OverlayMarkDef(color="#12436D", size=60)).encode(
    x=x, y=alt.Y("pupil_percent:Q", title="Per 100 pupils", scale=alt.Scale(zero=True))
)
interval = base.mark_rule(color="#12436D", strokeWidth=2).encode(
    x=x, y="pupil_percent_lower:Q", y2="pupil_percent_upper:Q"
)
chart = (line + interval).properties(
    title=f"{sen_provision}, {coverage.lower()}, authority {la_code}", width=620, height=260
)
chart

# %% [markdown]
# ## Where the figures come from
#
# Definitions are in the release itself; `send explain prevalence --where "..."` names the files.

# %%
marts.execute('select "column", role, description from about where mart = $mart', {"mart": "prevalence"}).df()
