"""SEN support out of published figures typed by a stated law: a rate that goes on, times pupils to come."""

import pytest

from pipelines.projection.tables import ERROR, PLAN
from tests import builders_projected as given

TOTAL, PRIMARY = "Total", "Phase: State-funded primary"
YEARS = given.YEARS


def figure(la, year, breakdown, measure, value, *, edition=2025, dataset="phase_type"):
    level = "National" if la == "000" else "Local authority"
    key = ("sen_statistics", dataset, level, None if la == "000" else la, year - 1, breakdown, measure)
    return (*key, value, edition, f"000_{edition}", 1)


def figures(breakdown=TOTAL, rate=lambda n: 0.1 * 1.03**n, pupils=lambda area, n: 10_000.0 * area):
    """Areas 901 to 905 and England: pupils, and those of them on support."""
    found = []
    for n, year in enumerate(YEARS):
        counts = {f"{900 + area}": pupils(area, n) for area in range(1, 6)}
        counts["000"] = sum(counts.values())
        for la, count in counts.items():
            found.append(figure(la, year, breakdown, "pupils", count))
            found.append(figure(la, year, breakdown, "sen_support", rate(n) * count))
    return found


def told(published, residents=(), table=PLAN, panel=()):
    return given.made(table, panel, (), residents, published)


def of(rows, la, series="sen_support"):
    return rows[(rows.la_code == la) & (rows.series == series)].set_index("horizon")


def test_a_rate_that_all_raise_goes_on_rising():
    found = told(figures(), given.people())
    # 3,000 of 30,000 in January 2014; 3% more each year, ten years later
    assert of(found, "903")["median"][1] == pytest.approx(3000 * 1.03**10, rel=1e-3)
    assert of(found, "000")["median"][1] == pytest.approx(15_000 * 1.03**10, rel=1e-3)
    assert set(of(found, "903").origin_count) == {round(3000 * 1.03**9)}
    assert set(found.counts_of) == {"SEN statistics"}
    assert set(found.tier) == {2}


def test_pupils_to_come_change_as_residents_do():
    fewer = [
        (*row[:8], row[8] * (0.8 if row[0] == "903" and row[3] >= YEARS[-1] else 1), *row[9:])
        for row in given.people()
    ]
    usual, found = told(figures(), given.people()), told(figures(), fewer)
    # Those of January 2024 are the residents of mid-2023, which is projected here.
    for limit in ("median", "lo80", "hi95"):
        assert of(found, "903")[limit][1] == pytest.approx(0.8 * of(usual, "903")[limit][1], rel=1e-4)
    assert of(found, "904").equals(of(usual, "904"))


def test_more_pupils_at_the_same_rate_are_no_higher_rate():
    steady = figures(rate=lambda n: 0.1, pupils=lambda area, n: 10_000.0 * area * 1.05**n)
    found = of(told(steady, given.people()), "902")
    assert found["median"].tolist() == pytest.approx([2000 * 1.05**9] * 10, rel=1e-4)


def test_a_phase_has_the_residents_of_its_ages_and_is_told_beside_all():
    found = told([*figures(), *figures(PRIMARY, rate=lambda n: 0.2)], given.people())
    assert set(found.series) == {"sen_support", "sen_support:primary"}
    primary = of(found, "901", "sen_support:primary")
    assert set(primary.population_used) == {
        "Residents aged 5 to 10, estimates to mid-2022, projections to mid-2033"
    }
    assert primary["median"][5] == pytest.approx(2000, rel=1e-3)


def test_without_residents_pupils_stay_as_many():
    found = of(told(figures(rate=lambda n: 0.1)), "901")
    assert found["median"].tolist() == pytest.approx([1000] * 10, rel=1e-4)
    assert found.population_used.isna().all()


def test_the_newest_edition_is_read_also_where_support_is_a_group():
    newer = []
    for la, pupils in (("000", 150_000.0), *((f"{900 + a}", 10_000.0 * a) for a in range(1, 6))):
        group = "SEN provision: SEN support"
        for breakdown, count in ((TOTAL, pupils), (group, 0.2 * pupils)):
            in_rows = {"edition": 2026, "dataset": "phase_provision"}
            newer.append(figure(la, YEARS[-1], breakdown, "pupils", count, **in_rows))
    assert set(of(told([*figures(), *newer]), "902").origin_count) == {4000}


def test_its_errors_are_known_as_those_of_plans_are():
    found = told(figures(), given.people(), ERROR).set_index(["series", "size", "horizon", "method"])
    last = found.loc["sen_support", "all", 1, "last value"]
    # 1 - 1 / 1.03 of the outcome; 5 areas in the Januaries 2018 to 2022
    assert last.wape_percent == pytest.approx(2.913, abs=0.01)
    assert (last.outcomes, last.first_origin, last.last_origin) == (25, 2018, 2022)
    assert found.loc["sen_support", "all", 1, "projection"].wape_percent < 0.3


def test_what_is_hidden_is_not_known_and_plans_are_told_beside():
    hidden = [row if row[3] != "901" else (*row[:7], None, *row[8:]) for row in figures()]
    found = told(hidden, given.people(), panel=given.printed())
    assert of(found, "901").empty
    assert len(of(found, "901", "total")) == 10
    assert len(of(found, "902")) == 10
