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
# # Plans, needs and comparison
#
# For authors of a needs assessment: population, plans over the years, types of need, and where the area
# stands beside its region, England and its statistical neighbours. It reads the current release only and
# computes no published number. Empty figures are suppressed or not available: `status` says which.

# %% tags=["parameters"]
la_code = ""  # an authority's DfE number, "393" for South Tyneside; empty takes the first of the release

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
# ## Population, estimated and projected

# %%
marts.execute(
    """
    select * from population_change
    where area = $la_code and sex = 'persons' and age_scheme = 'Five-year'
    order by edition_year desc, age_band, horizon_year
    """,
    {"la_code": la_code},
).df()

# %% [markdown]
# ## Plans maintained over the years
#
# From the authority's own SEN2 returns where there are any, else as published.

# %%
plans = marts.execute(
    """
    from plans_change
    where area = $la_code and breakdown_topic in ('Total', 'Under 16 or 16 to 25')
    order by breakdown_topic, breakdown, year
    """,
    {"la_code": la_code},
).df()
plans

# %%
alt.Chart(plans).mark_line(point=True).encode(x="year:O", y="plan_count:Q", color="breakdown:N").properties(
    title="Plans maintained in January"
)

# %% [markdown]
# ## Types of need: how common, and how they changed in five years

# %%
marts.execute(
    """
    from need_change
    where la_code = $la_code and years = 5 and need_rank = 'Primary need' and sen_provision = 'All SEN'
    order by census desc, need_place
    """,
    {"la_code": la_code},
).df()

# %% [markdown]
# ## Beside others
#
# A measure of prevalence is neither good nor bad: it is higher, similar or lower. Ranks and bands follow the
# rules of DfE's local authority interactive tool; neighbours are the mean of those that have a value.

# %%
beside = marts.execute(
    """
    select measure, period, source, comparator, value, comparator_value, difference, verdict,
           place_by_size_in_region, areas_in_region, recent_trend, status
    from benchmark
    where la_code = $la_code
    order by measure, period desc, source, comparator
    """,
    {"la_code": la_code},
).df()
beside

# %% [markdown]
# ## Why SEN2 and the school census differ

# %%
marts.execute(
    "from reconciliation where la_code = $la_code order by return_year desc, side, reason",
    {"la_code": la_code},
).df()
