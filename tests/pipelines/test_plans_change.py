"""Plans over the years, by hand; South Tyneside's statements out of what DfE has printed of it."""

import pandas as pd
import pytest

from tests.builders_plans import counted

BANDS = ("0-4", "5-10", "11-15", "16-19", "20-25")
AGES, WIDE = "Age band at 31 August", "Under 16 or 16 to 25"
# DfE, SEN2: South Tyneside in January. 2020 is 1,412 in all, 2015 is 707.
SOUTH_TYNESIDE = {
    2015: (38, 257, 356, 56, 0),
    2019: (38, 388, 475, 297, 80),
    2020: (44, 423, 491, 334, 120),
}


def printed(years, *, area="393", level="Local authority", **items):
    """Rows of the panel: plans by year and age band, None where a symbol stands."""
    rows = []
    for year, bands in years.items():
        of = {"area": area, "year": year, "flow": "stock", "area_name": area, "level": level, "symbol": None}
        of |= {"fault": None, "source_delivery": "000_2022", "status": "shown"} | items
        whole = None if None in bands else sum(bands)
        rows.append(of | {"breakdown": "total", "group": "total", "plans": whole})
        rows += [of | {"breakdown": "age", "group": g, "plans": n} for g, n in zip(BANDS, bands, strict=True)]
    return rows


def people(persons, year, *, area="393", scheme="SEN2", band="0-25", **items):
    return {
        "area": area,
        "source": "estimate",
        "year": year,
        "sex": "persons",
        "age_scheme": scheme,
        "age_band": band,
        "persons": persons,
        "source_delivery": "000_2020",
    } | items


def returned(plans, year, *, area="393", topic="Total", group="Total", **items):
    """A row of plans maintained as it is shown."""
    return {
        "la_code": area,
        "return_year": year,
        "breakdown_topic": topic,
        "breakdown": group,
        "area_name": "South Tyneside",
        "population_base": 43000,
        "plan_count": plans,
        "status": "shown" if plans is not None else "suppressed",
        "quality_flags": "",
        "deliveries": f"sen2.{area}_{year}",
    } | items


NOBODY = {
    "shown.plans_maintained": [returned(0, 1900, area="999")],
    "shown.population": [people(1, 1900, area="999")],
    "shown.plan_panel": printed({1900: (0, 0, 0, 0, 0)}, area="999"),
}


def change(given, **scope):
    return counted("plans_change", NOBODY | given, **scope)


def row(rows, year, topic="Total", group="Total", area="393"):
    of = (rows.area == area) & (rows.year == year)
    [found] = rows[of & (rows.breakdown_topic == topic) & (rows.breakdown == group)].to_dict("records")
    return found


@pytest.fixture(scope="module")
def tyneside():
    # ONS, mid-2019: 43,163 residents aged 0 to 25 (statistics.md, section 7)
    given = {"shown.plan_panel": printed(SOUTH_TYNESIDE), "shown.population": [people(43163, 2019)]}
    return change(given)


def test_plans_of_south_tyneside_are_a_thirtieth_of_its_young_residents(tyneside):
    found = row(tyneside, 2020)
    assert (found["plan_count"], found["population_base"]) == (1412, 43163)
    assert found["resident_percent"] == pytest.approx(3.2713, abs=1e-4)
    # (2 x 1412 + z2 -/+ z sqrt(z2 + 4 x 1412 x (1 - 1412/43163))) / (2 (43163 + z2)), z2 = 3.841459
    assert found["resident_percent_lower"] == pytest.approx(3.1076, abs=1e-4)
    assert found["resident_percent_upper"] == pytest.approx(3.4433, abs=1e-4)
    assert found["source"] == "SEN2 statistics"
    assert found["deliveries"] == "sen2_statistics.000_2022; population_estimates.000_2020"


def test_a_third_of_its_plans_are_of_those_over_16_and_eight_times_as_many_as_in_2015(tyneside):
    found = row(tyneside, 2020, WIDE, "16 to 25")
    assert (found["plan_count"], found["plan_base"], found["plan_count_base_year"]) == (454, 1412, 56)
    assert found["plan_percent"] == pytest.approx(32.1530, abs=1e-4)
    assert found["plan_percent_base_year"] == pytest.approx(7.9208, abs=1e-4)
    assert found["multiple_since_base"] == pytest.approx(454 / 56)
    assert round(found["multiple_since_base"]) == 8
    assert found["share_change"] == pytest.approx(32.1530 - 7.9208, abs=1e-4)
    assert found["share_change_lower"] > 20


def test_change_is_against_the_year_before_and_the_base_year(tyneside):
    found = row(tyneside, 2020)
    assert (found["plan_count_before"], found["change"]) == (1278, 134)
    assert found["change_percent"] == pytest.approx(13400 / 1278)
    assert (found["change_since_base"], found["multiple_since_base"]) == (705, pytest.approx(1412 / 707))
    first = row(tyneside, 2019)
    assert pd.isna(first["plan_count_before"])
    assert pd.isna(first["change"])


def test_nobody_in_the_base_year_has_no_multiple(tyneside):
    found = row(tyneside, 2020, AGES, "20 to 25")
    assert (found["plan_count_base_year"], found["change_since_base"]) == (0, 120)
    assert pd.isna(found["multiple_since_base"])
    assert pd.isna(found["change_since_base_percent"])


def test_another_base_year_may_be_chosen():
    found = row(change({"shown.plan_panel": printed(SOUTH_TYNESIDE)}, base_year=2019), 2020)
    assert (found["base_year"], found["plan_count_base_year"]) == (2019, 1278)


def test_the_return_speaks_for_its_year_and_the_statistics_for_the_others():
    given = {
        "shown.plan_panel": printed({2023: (1, 2, 3, 4, 5), 2024: (1, 1, 1, 1, 1)}),
        "shown.plans_maintained": [returned(1600, 2024), returned(500, 2024, topic=WIDE, group="16 to 25")],
    }
    rows = change(given)
    found = row(rows, 2024)
    assert (found["source"], found["plan_count"], found["plan_count_before"]) == ("SEN2 return", 1600, 15)
    assert found["resident_percent"] == pytest.approx(1600 / 430)
    assert set(rows[rows.year == 2024].breakdown_topic) == {"Total", WIDE}, "sources are not mixed"
    assert row(rows, 2023)["quality_flags"] == "first year counted from persons; small base"


def test_what_is_suppressed_is_so_here_and_nothing_follows_from_it():
    given = {
        "shown.plan_panel": printed({2015: (10, 10, 10, 10, 10)}),
        "shown.plans_maintained": [returned(100, 2023), returned(90, 2024)]
        + [returned(n, y, topic=AGES, group="0 to 4") for y, n in ((2023, None), (2024, 30))],
    }
    rows = change(given)
    hidden, after = row(rows, 2023, AGES, "0 to 4"), row(rows, 2024, AGES, "0 to 4")
    assert hidden["status"] == "suppressed"
    made = ("plan_count", "plan_percent", "resident_percent", "change_since_base", "multiple_since_base")
    assert all(pd.isna(hidden[name]) for name in made)
    assert after["status"] == "shown"
    assert pd.isna(after["plan_count_before"])
    assert pd.isna(after["change"])
    assert after["multiple_since_base"] == 3


def test_a_symbol_is_never_nought():
    rows = change({"shown.plan_panel": printed({2015: (10, 10, None, 10, 10)}, symbol="x")})
    for topic, group in ((AGES, "11 to 15"), (WIDE, "Under 16"), ("Total", "Total")):
        found = row(rows, 2015, topic, group)
        assert (found["status"], pd.isna(found["plan_count"])) == ("not available", True)
    assert row(rows, 2015, WIDE, "16 to 25")["plan_count"] == 20


def test_a_band_that_is_not_printed_leaves_out_the_wider_one():
    rows = [one for one in printed({2014: (1, 2, 3, 4, 0)}) if one["group"] != "20-25"]
    found = change({"shown.plan_panel": rows})
    assert set(found[(found.area == "393") & (found.breakdown_topic == WIDE)].breakdown) == {"Under 16"}


def test_an_area_is_held_against_england_and_england_against_nobody():
    given = {
        "shown.plan_panel": printed({2020: (0, 0, 0, 0, 3000)})
        + printed({2020: (0, 0, 0, 0, 20000)}, area="000", level="National"),
        "shown.population": [people(100_000, 2019), people(1_000_000, 2019, area="000")],
    }
    rows = change(given)
    assert (row(rows, 2020)["verdict"], row(rows, 2020, area="000")["verdict"]) == ("higher", "not compared")


def test_where_25_is_not_counted_figures_that_hold_it_are_left_out():
    rows = change({"shown.plan_panel": printed({2020: (1, 2, 3, 4, 5)})}, oldest_age=24)
    assert set(rows[rows.area == "393"].breakdown) == {
        "0 to 4", "5 to 10", "11 to 15", "16 to 19", "Under 16",
    }  # fmt: skip


def test_authorities_together_are_their_sum():
    given = {
        "shown.plan_panel": printed({2019: (1, 2, 3, 4, 5), 2020: (1, 2, 3, 4, 5)})
        + printed({2020: (10, 10, 10, 10, 10)}, area="391"),
        "shown.population": [people(1000, 2019), people(1600, 2019, area="391"), people(9, 2018)],
        "scope.area_member": [
            {"area": "391+393", "area_name": "Tyneside", "la_code": la} for la in ("391", "393")
        ],
    }
    rows = change(given)
    found = row(rows, 2020, area="391+393")
    assert (found["plan_count"], found["population_base"], found["level"]) == (
        65,
        2600,
        "Authorities together",
    )
    assert set(rows[rows.area == "391+393"].year) == {2020}
    assert row(rows, 2020, area="393")["population_base"] == 1000
    assert row(rows, 2020, WIDE, "16 to 25", area="391+393")["plan_count"] == 29
