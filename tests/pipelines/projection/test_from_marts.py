"""Projections out of marts as they are shown: whose counts, from which January, by which tier, how wrong."""

import pytest

from pipelines.projection.tables import ERROR, PLAN, READS, SCHEMAS
from schemas.catalogue import holds_published_only
from tests import builders_projected as given

PANEL, PEOPLE = given.printed(), given.people()
# 3,000 plans in 2014, 10% more each year: 3,000 x 1.1^10 in January 2024.
ON_THE_LINE = 7781


def plans(own=(), panel=PANEL):
    return given.made(PLAN, panel, own, PEOPLE)


def of(rows, la, series="total"):
    return rows[(rows.la_code == la) & (rows.series == series)].set_index("horizon")


@pytest.fixture(scope="module")
def published():
    return plans()


@pytest.fixture(scope="module")
def with_return():
    return plans(given.returned("903", {2023: 1, 2024: ON_THE_LINE}))


@pytest.fixture(scope="module")
def errors():
    return given.made(ERROR, PANEL, residents=PEOPLE).set_index(["series", "size", "horizon", "method"])


@pytest.mark.parametrize("table", [PLAN, ERROR])
def test_without_anything_published_there_are_no_rows(table):
    own = given.returned("903", {2023: 100, 2024: 110})
    rows = given.made(table, [], own, PEOPLE)
    assert list(rows) == SCHEMAS[table].names
    assert rows.empty


def test_ten_januaries_follow_the_newest_that_is_published(published):
    england = of(published, "000")
    assert list(england.january_year) == list(range(2024, 2034))
    assert set(published.origin) == {2023}
    # 1,000 + ... + 5,000 plans in 2014, nine years later: 15,000 x 1.1^9
    assert set(england.origin_count) == {35369}
    assert england["median"][1] == pytest.approx(15000 * 1.1**10, rel=1e-3)
    assert set(of(published, "903").counts_of) == {"SEN2 statistics"}
    assert set(of(published, "903").tier) == {1}
    words = "Residents aged 5 to 15, estimates to mid-2022, projections to mid-2033"
    assert set(of(published, "903").population_used) == {words}


def test_an_own_newer_january_is_where_its_projection_starts(published, with_return):
    own = of(with_return, "903")
    assert set(own.origin) == {2024}
    assert set(own.origin_count) == {ON_THE_LINE}
    assert set(own.counts_of) == {"SEN2 return"}
    assert own["median"][1] == pytest.approx(3000 * 1.1**11, rel=5e-3)
    assert list(own.january_year) == list(range(2025, 2035))
    assert of(with_return, "903", "placement:special").origin_count.isna().all()


def test_it_reaches_nobody_elses_projection_and_no_published_january(published, with_return):
    others = with_return[with_return.la_code != "903"].reset_index(drop=True)
    assert others.equals(published[published.la_code != "903"].reset_index(drop=True))


def test_two_authorities_are_each_projected_as_if_alone(with_return):
    third, fifth = given.returned("903", {2023: 1, 2024: ON_THE_LINE}), given.returned("905", {2025: 14266})
    both = plans([*third, *fifth])
    assert of(both, "903").equals(of(with_return, "903"))
    assert of(both, "905").equals(of(plans(fifth), "905"))
    assert set(of(both, "905").origin) == {2025}


def test_what_is_not_told_is_not_known(published):
    hidden, too_new = given.returned("901", {2024: None}), given.returned("902", {2027: ON_THE_LINE})
    other_ages = given.returned("903", {2024: ON_THE_LINE}, oldest=24)
    together = given.returned("903+904", {2024: ON_THE_LINE})
    assert plans([*hidden, *too_new, *other_ages, *together]).equals(published)


def test_an_authority_that_is_not_published_goes_with_the_pool_and_the_tier_says_so():
    own = {
        "951": {2023: 500},
        "952": {2022: 500, 2023: 550},
        "953": {2021: 460, 2022: 500, 2023: 550},
        "954": {2019: 380, 2020: 410, 2022: 500, 2023: 550},
        "955": {2019: None, 2020: None, 2022: None, 2023: 550},
    }
    rows = plans([row for la, told in own.items() for row in given.returned(la, told)])
    found = {la: of(rows, la) for la in own}
    assert {la: set(each.tier) for la, each in found.items()} == {
        "951": {4},
        "952": {3},
        "953": {3},
        "954": {2},
        "955": {4},
    }
    assert all(set(each.origin) == {2023} and len(each) == 10 for each in found.values())


def test_a_figure_below_nought_is_none():
    odd = [
        (*row[:-1], -5) if row[0] == "903" and row[5] == 2023 and row[8] == "mainstream" else row
        for row in PANEL
    ]
    assert len(plans(panel=odd)) == len(plans())


def test_parts_add_up_and_nothing_is_negative(with_return):
    within = with_return.series == "placement:special_indep_nmss"
    for scheme in ("age:", "placement:"):
        parts = with_return[with_return.series.str.startswith(scheme) & ~within]
        summed = parts.groupby(["la_code", "january_year"])["median"].sum().round(3)
        total = with_return[with_return.series == "total"].set_index(["la_code", "january_year"])["median"]
        assert (summed - total).abs().max() < 1e-6
    assert (with_return[["median", "lo80", "lo95"]] >= 0).all(axis=None)
    assert (with_return.lo95 <= with_return.lo80).all()
    assert (with_return.hi80 <= with_return.hi95).all()


def test_the_same_is_made_of_the_same(published):
    assert plans(panel=PANEL[::-1]).equals(published)


def test_the_last_value_is_a_tenth_short_where_all_grow_by_a_tenth(errors):
    short = errors.loc["total", "all", 1, "last value"]
    # 1 - 1/1.1 of the outcome, and 1 - 1/1.1^5 five years ahead
    assert short.wape_percent == pytest.approx(9.091, abs=0.002)
    assert errors.loc["total", "all", 5, "last value"].wape_percent == pytest.approx(37.908, abs=0.005)
    # 5 areas, stood in the Januaries 2018 to 2022; five years ahead only from 2018
    assert (short.outcomes, short.first_origin, short.last_origin) == (25, 2018, 2022)
    assert errors.loc["total", "all", 5, "projection"].outcomes == 5


def test_ours_follows_such_growth(errors):
    assert errors.loc["total", "all", 1, "projection"].wape_percent < 1


def test_a_panel_of_few_years_has_no_back_test():
    short = given.printed(years=range(2021, 2024))
    assert given.made(ERROR, short).empty
    assert len(given.made(PLAN, short))


def test_one_authority_alone_and_no_england_is_projected_all_the_same():
    alone = [row for row in PANEL if row[0] == "903"]
    found = of(plans(given.returned("903", {2024: ON_THE_LINE}), alone), "903")
    assert set(found.tier) == {5}
    assert set(found.origin) == {2023}
    assert len(given.made(ERROR, alone))


def test_only_what_is_published_or_shown_is_read():
    assert all(name.startswith("shown.") or holds_published_only(name) for r in READS.values() for name in r)
