"""The SEN2 statistics of 2026 as they are published: counted from persons, a column for each placement."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipelines.sample.context_areas import levels
from pipelines.sample.context_own import AGES, TYPES
from pipelines.sample.context_plans import Counts
from pipelines.sample.context_rows import NEW_CODE_FIRST, academic, begins, percent, write
from pipelines.sample.days import Ints

EDITION = 2026
_COLUMNS = [
    "mainstream_la_maintained",
    "mainstream_la_maintained_resourced_provision",
    "mainstream_la_maintained_senunit",
    "mainstream_academy",
    "mainstream_academy_resourced_provision",
    "mainstream_academy_senunit",
    "mainstream_free_school",
    "mainstream_free_school_resourced_provision",
    "mainstream_free_school_senunit",
    "mainstream_independent",
    "mainstream_total",
    "mainstream_total_pc",
    "special_la_maintained",
    "special_academy",
    "special_free_school",
    "special_independent",
    "special_non_maintained",
    "special_total",
    "special_total_pc",
    "ap_pru_academy",
    "ap_pru_free_school",
    "ap_pru_la_maintained",
    "ap_pru_total",
    "ap_pru_total_pc",
    "general_fe_tertiary_colleges",
    "specialist_post_16_institutions",
    "ukrlp_provider",
    "fe_total",
    "fe_total_pc",
    "elective_home_education",
    "other_arrangements_la",
    "other_arrangements_parents",
    "online_provider",
    "w_settings",
    "other_schools",
    "other_placement_settings",
    "neet",
    "neet_ntci",
    "neet_other",
    "neet_other_csa",
    "ed_elsewhere",
    "ed_elsewhere_pc",
    "nm_early_years",
    "nm_early_years_pc",
    "placement_unknown",
    "placement_unknown_pc",
]
_TOTALS = {
    "mainstream_total": [k for k, name in enumerate(TYPES) if name.startswith("mainstream")],
    "special_total": [
        k for k, name in enumerate(TYPES) if name.startswith("special_") and "post_16" not in name
    ],
    "ap_pru_total": [k for k, name in enumerate(TYPES) if name.startswith("ap_pru")],
    "fe_total": [15, 16, 17],
    "ed_elsewhere": [18, 19, 20, 21],
}
# Names of the breakdown since the layout of 2025: of all, and of single ages.
_BY_AGE = "Child or young persons age"
_STOCK = (
    "caseload.csv.gz",
    "ehcplans",
    "All EHC plans",
    range(2019, 2027),
    ("await_prov_2022", "perm_ex_2022"),
)
_FLOW = ("newplans.csv", "new_ehc_plans", "All new EHC plans", range(2019, 2026), ("await_prov", "perm_ex"))
_TIMELINESS = (
    "plans_issued_den,plans_issued_den_ex,plans_issued_within_20_weeks,plans_issued_20_weeks_ex,"
    "pc_plans_issued_within_20_weeks,pc_plans_issued_20_weeks_ex,plans_issued_gt20weeks_ltyear,"
    "plans_issued_gt20weeks_ltyear_ex,pc_plans_issued_gt20weeks_ltyear,pc_plans_issued_gt20weeks_ltyear_ex,"
    "plans_issued_gt_1_year,plans_issued_gt_1_year_ex,pc_plans_issued_gt_1_year,pc_plans_issued_gt_1_year_ex,"
    "avg_weeks_issue_plan,avg_weeks_issue_plan_exc"
)
_REQUESTS = (
    "requests_received_in_year,requests_rya,requests_decided_to_assess,requests_decided_not_to_assess,"
    "requests_decision_not_made,requests_withdrawn,request_assess_pc,request_not_assess_pc,"
    "request_outstanding_pc,request_withdrawn_pc,request_outcome_six_weeks,request_outcome_over_6_weeks,"
    "request_outcome_six_weeks_pc,request_outcome_over_6_weeks_pc,mediation_related_request,"
    "tribunal_related_request,tribunal_after_mediation_request"
)
_BROKEN = f"{NEW_CODE_FIRST},breakdown_topic,breakdown"
_DETAIL_SINCE = 2023  # of the years before, counted as totals, detail is unavailable
_PROCESS_YEARS = range(2019, 2026)
_AGES_SINCE = 2023  # the years before are in the edition of 2022; DfE's own file has them again


def write_edition(folder: Path, stock: Counts, first: Counts, found: dict[str, Ints]) -> list[Path]:
    """Plans by placement and age, first plans by placement, timeliness and requests."""
    sums = {name: levels().summed(figures) for name, figures in found.items()}
    return [
        _write_placed(folder, stock, _STOCK, ages=True),
        _write_placed(folder, first, _FLOW, ages=False),
        write(
            folder / "timeliness_20_weeks.csv",
            f"{_BROKEN},{_TIMELINESS}",
            _process_rows(first, sums, "All EHC plans", _timeliness),
        ),
        write(
            folder / "requests.csv",
            f"{_BROKEN},{_REQUESTS}",
            _process_rows(first, sums, "All requests for an EHC needs assessment", _requests),
        ),
    ]


def _write_placed(
    folder: Path,
    counts: Counts,
    table: tuple[str, str, str, range, tuple[str, str]],
    *,
    ages: bool,
) -> Path:
    name, column, everyone, years, gone = table
    cells = counts.levels.summed(counts.cells)
    by_year = cells.sum(axis=2)
    groups = [f"age {age}" if k else "under 3" for k, age in enumerate(AGES)] if ages else []

    def rows() -> Iterator[str]:
        for year in years:
            k = year - counts.years[0]
            when = (academic(year), "Academic year") if ages else (str(year), "Calendar year")
            for i, begin in enumerate(begins(NEW_CODE_FIRST, *when)):
                yield f"{begin},{everyone},{everyone},{_placed(by_year[i, k].tolist())}"
                for group, of_age in zip(
                    groups if year >= _AGES_SINCE else (), cells[i, k].tolist(), strict=False
                ):
                    yield f"{begin},{_BY_AGE},{group},{_placed(of_age)}"

    return write(folder / name, ",".join([_BROKEN, column, *_COLUMNS, *gone]), rows())


def _placed(types: Sequence[int]) -> str:
    """The figures of one row. A type that nobody is in stays nought; what is asked no more is ``z``."""
    every = sum(types)
    of = dict(zip(TYPES, types, strict=True))
    of["neet_ntci"] = of["neet"]
    for name, parts in _TOTALS.items():
        of[name] = sum(types[k] for k in parts)
    shares = {f"{name}_pc": percent(of[name], every, 1) for name in (*_TOTALS, "nm_early_years")}
    cells = [shares[name] if name in shares else str(of.get(name, 0)) for name in _COLUMNS[:-1]]
    return ",".join([str(every), *cells, percent(0, every, 1), "z", "z"])


def _process_rows(
    first: Counts, sums: dict[str, Ints], everyone: str, cells_of: Callable[[dict[str, int], int], list[str]]
) -> Iterator[str]:
    for year in _PROCESS_YEARS:
        k = year - first.years[0]
        for i, begin in enumerate(begins(NEW_CODE_FIRST, str(year), "Calendar year")):
            cells = cells_of({name: int(figures[i, k]) for name, figures in sums.items()}, year)
            yield f"{begin},{everyone},{everyone}," + ",".join(cells)


def _timeliness(one: dict[str, int], year: int) -> list[str]:
    """Of the years before plans were counted one by one, detail is not available."""
    late, late_plain = one["new"] - one["in_time"], one["plain"] - one["plain_in_time"]
    year_long, year_long_plain = one["year_long"], one["year_long_plain"]
    part, part_plain = late - year_long, late_plain - year_long_plain
    in_time = [
        str(one["new"]),
        str(one["plain"]),
        str(one["in_time"]),
        str(one["plain_in_time"]),
        percent(one["in_time"], one["new"], 1),
        percent(one["plain_in_time"], one["plain"], 1),
    ]
    if year < _DETAIL_SINCE:
        return [*in_time, *(["x"] * 10)]
    return [
        *in_time,
        *(str(part), str(part_plain), percent(part, one["new"], 1), percent(part_plain, one["plain"], 1)),
        *(str(year_long), str(year_long_plain)),
        *(percent(year_long, one["new"], 1), percent(year_long_plain, one["plain"], 1)),
        *("x", "x"),
    ]


def _requests(one: dict[str, int], year: int) -> list[str]:
    """Every request is decided, withdrawn or open."""
    asked, refused, withdrawn = one["requests"], one["refused"], one["withdrawn"]
    to_assess = one["new"] + one["without"]
    still_open = asked - refused - withdrawn - to_assess
    quick, slow = one["quick"], to_assess + refused - one["quick"]
    detail = [str(quick), str(slow), percent(quick, quick + slow, 1), percent(slow, quick + slow, 1)]
    return [
        *(str(asked), "0", str(to_assess), str(refused), str(still_open), str(withdrawn)),
        *(percent(n, asked, 1) for n in (to_assess, refused, still_open, withdrawn)),
        *(detail if year >= _DETAIL_SINCE else ["x"] * 4),
        *(str(one[name]) for name in ("mediated_request", "appealed_request", "appealed_after")),
    ]
