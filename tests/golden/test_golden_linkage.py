"""Who is missed by the linkage and how right it is, by hand: of typed tables, and of two deliveries."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipelines.linkage_counts import LINK_WEIGHT, by_weight
from pipelines.run import build, workshop
from pipelines.sql import MARTS_FOLDER, read_mart
from schemas.disclosure import POLICIES
from schemas.link_map import Thresholds
from tests.builders import pupil, upn, write_census
from tests.builders_core import bench
from tests.builders_partners import write_partner
from tests.builders_told import assert_safe, protect

QUALITY, THRESHOLD = (
    read_mart(MARTS_FOLDER / f"{name}.sql") for name in ("linkage_quality", "linkage_threshold")
)


def counted(mart, given):
    with bench(given, mart.reads) as con:
        rows = con.sql(mart.sql).to_arrow_table()
    mart.check(rows)
    return rows.to_pandas()


def released(mart, rows):
    policy = POLICIES[mart.rule]
    safe = protect(rows, mart, policy).table
    assert_safe(safe, mart, policy)
    return safe


def delivery(extract, returned="2025", year=2025):
    key = f"391_{returned}"
    return {"extract": extract, "delivery": key, "la_code": "391", "year": year, "academic_year": "202425"}


def part(name, extract, returned="2025"):
    return {"delivery": f"391_{returned}", "extract": extract, "part": name}


def link(name, person, returned="2025", rule="upn"):
    return {"delivery": f"391_{returned}", "part": name, "person_id": person, "rule": rule}


# Forty pupils, 1 to 20 girls. Health waits know girls 1 and 2, boys 21 to 38; SEN2 tells of nobody who it is.
PUPILS = [f"p{n}" for n in range(1, 41)]
REFERRED = [*PUPILS[:2], *PUPILS[20:38]]
TYPED = {
    "landing.delivery": [
        delivery("school_census", "2025-spring"),
        delivery("school_census", "2025-summer"),
        delivery("health_waits", "2025-12"),
        delivery("sen2"),
    ],
    "quality.completeness": [
        part("pupilonroll", "school_census", "2025-spring"),
        part("pupilonroll", "school_census", "2025-summer"),
        part("referrals", "health_waits", "2025-12"),
        part("person", "sen2"),
    ],
    "core.person_link": [
        *(link("pupilonroll", p, term) for p in PUPILS for term in ("2025-spring", "2025-summer")),
        *(link("referrals", p, "2025-12") for p in REFERRED),
        *(link("person", f"n{n}", rule="record") for n in range(12)),
    ],
    "core.person": [
        {
            "person_id": p,
            "sex": "Female" if n <= 20 else "Male",
            "ethnicity_main": "WBRI" if n <= 30 else None,
            "age_31_august": 4 if n <= 10 else 5,
            "age_source": "school_census.391_2025-summer",
            "imd_decile_2019": 2 if n <= 10 else 10 if n <= 20 else None,
        }
        for n, p in enumerate(PUPILS, start=1)
    ],
}


@pytest.fixture(scope="module")
def quality():
    return counted(QUALITY, TYPED).set_index(["extract", "breakdown_topic", "breakdown"])


def test_a_person_is_counted_once_a_source_and_year_and_linked_by_another_source(quality):
    total = quality.loc[("school_census", "Total", "Total")]
    assert (total["linked_count"], total["person_count"], total["unlinked_count"]) == (20, 40, 20)
    assert (total["record_count"], total["unknown_record_count"]) == (80, 0)
    assert total["linked_percent"] == 50
    referred = quality.loc[("health_waits", "Total", "Total")]
    assert (referred["linked_count"], referred["person_count"]) == (20, 20)


def test_the_interval_tells_who_is_missed(quality):
    # Wilson for 2 of 20: 2.79 to 30.10; for 18 of 20 the rest to 100; all pupils: 20 of 40, 50.
    girls, boys = (quality.loc[("school_census", "Sex", sex)] for sex in ("Female", "Male"))
    assert (girls["linked_count"], girls["difference_points"], girls["compared"]) == (2, -40, "lower")
    assert (boys["linked_count"], boys["person_count"]) == (18, 20), (
        "two not linked are as telling as two linked"
    )
    assert (boys["difference_points"], boys["compared"]) == (40, "higher")
    assert boys["linked_percent_lower"] == pytest.approx(69.90, abs=0.005)
    assert boys["linked_percent_upper"] == pytest.approx(97.21, abs=0.005)
    assert girls["linked_percent_upper"] == pytest.approx(30.10, abs=0.005)


def test_groups_are_the_persons_own_and_not_known_is_one_of_them(quality):
    of = quality.loc["school_census"]["person_count"]
    assert dict(of["Ethnicity"]) == {"White British": 30, "Not known": 10}
    assert dict(of["Fifth of LSOAs by deprivation, 2019"]) == {
        "1, most deprived": 10,
        "5, least deprived": 10,
        "Not known": 20,
    }
    assert dict(of["Age at 31 August before the year"]) == {"0 to 4": 10, "5 to 10": 30}
    assert dict(quality.loc["health_waits"]["person_count"]["Sex"]) == {"Female": 2, "Male": 20}


def test_records_that_tell_nothing_are_no_persons_and_their_share_has_no_value(quality):
    [(topic, breakdown)] = quality.loc["sen2"].index
    row = quality.loc[("sen2", topic, breakdown)]
    assert (topic, breakdown, row["person_count"], row["linked_count"]) == ("Total", "Total", 0, 0)
    assert (row["record_count"], row["unknown_record_count"]) == (10, 10)
    assert pd.isna(row["linked_percent"])
    assert row["compared"] == "not compared"


def test_few_linked_and_few_not_linked_are_hidden_and_what_hangs_on_them(quality):
    safe = released(QUALITY, quality.reset_index()).set_index(["extract", "breakdown_topic", "breakdown"])
    for sex in ("Female", "Male"):
        row = safe.loc[("school_census", "Sex", sex)]
        gone = ["linked_count", "unlinked_count", "linked_percent", "difference_points", "compared"]
        assert row[gone].isna().all()
        assert row["person_count"] == 20
    assert safe.loc[("school_census", "Total", "Total"), "linked_percent"] == 50
    assert pd.isna(safe.loc[("health_waits", "Sex", "Female"), "person_count"])


def test_an_age_moves_with_the_year():
    moved = TYPED | {"landing.delivery": [d | {"year": 2026} for d in TYPED["landing.delivery"]]}
    bands = counted(QUALITY, moved).query(
        "extract == 'school_census' and breakdown_topic.str.startswith('Age')"
    )
    assert dict(zip(bands["breakdown"], bands["person_count"], strict=True)) == {"5 to 10": 40}


def pairs(rule, *weights):
    """Links or doubts of a pupil and a referral."""
    told = {"left_source": "health_waits", "right_source": "school_census", "rule": rule}
    return pd.DataFrame({**told, "weight": pd.array(list(weights), dtype="Float64")})


def test_pairs_are_counted_by_weight_rounded_down_with_how_many_are_expected_to_be_true():
    links = pd.concat([pairs("upn", None, None), pairs("likeness", 8.0, 8.9)])
    doubts = pd.concat([pairs("likeness", 0.0, 1.0, 9.0), pairs("upn_shared", None)])
    rows = by_weight(links, doubts, Thresholds()).to_pandas()
    found = {
        (r.rule, r.state, None if pd.isna(r.weight) else r.weight): (r.pairs, r.expected_true)
        for r in rows.itertuples()
    }
    odds = 2**8.9
    assert found.pop(("upn_shared", "held", None))[0] == 1
    assert found == {
        ("upn", "linked", None): (2, 2),
        ("likeness", "linked", 8): (2, pytest.approx(256 / 257 + odds / (1 + odds))),
        ("likeness", "below", 0): (1, 0.5),
        ("likeness", "below", 1): (1, pytest.approx(2 / 3)),
        ("likeness", "held", 9): (1, pytest.approx(512 / 513)),
    }


def test_no_pairs_are_an_empty_table():
    none = pairs("likeness")
    rows = by_weight(none, none, Thresholds())
    assert rows.num_rows == 0
    assert counted(THRESHOLD, {LINK_WEIGHT: []}).empty


def weighed(rule, state, weight, n, true):
    who = {"left_extract": "health_waits", "right_extract": "school_census", "rule": rule, "state": state}
    told = {"weight": weight, "pairs": n, "expected_true": true}
    return who | told | {"link_threshold": 8.0, "review_threshold": 0.0}


# 60 by number, 20 of weight 9, 18 of them true; in doubt 40 of weight 3, 32 of them true, and 10 held.
WEIGHTS = [
    weighed("upn", "linked", None, 60, 60.0),
    weighed("likeness", "linked", 9, 20, 18.0),
    weighed("likeness", "below", 3, 40, 32.0),
    weighed("likeness_of_two", "held", 12, 10, 10.0),
]


def curve(weights):
    rows = counted(THRESHOLD, {LINK_WEIGHT: weights})
    every, each = (
        rows[rows["left_extract"] == name].set_index("threshold") for name in ("All sources", "health_waits")
    )
    assert every.drop(columns=["left_extract", "right_extract"]).equals(
        each.drop(columns=["left_extract", "right_extract"])
    ), "there are two sources only"
    return every


def test_precision_falls_and_recall_rises_as_the_threshold_falls():
    found = curve(WEIGHTS)
    columns = ["pair_count", "doubt_count", "expected_precision_percent", "expected_recall_percent"]
    # to tens; all true ones: 60 + 18 + 32 + 10 = 120
    assert found.loc[10, columns].tolist() == [60, 70, 100, 50]  # 60 of 60, 60 of 120
    assert found.loc[8, columns].tolist() == [80, 50, 100, 67]  # 78, as 80, of 80 and of 120
    assert found.loc[3, columns].tolist() == [120, 10, 92, 92]  # 110 of 120, 110 of 120
    assert found["unweighed_pair_count"].unique().tolist() == [60]
    assert found.index.tolist() == list(range(21))
    assert found.index[found["is_in_force"]].tolist() == [8]


def test_a_threshold_between_whole_weights_stands_as_what_is_linked():
    below = weighed("likeness", "below", 8, 20, 18.0)
    found = curve([{**row, "link_threshold": 8.5} for row in [*WEIGHTS, below]])
    assert found.loc[[8.0, 8.5, 9.0], "pair_count"].tolist() == [100, 80, 80]
    assert found.index[found["is_in_force"]].tolist() == [8.5]


def test_a_step_of_few_pairs_moves_nothing():
    given = [
        weighed("upn", "linked", None, 100, 100.0),
        weighed("likeness", "linked", 9, 20, 20.0),
        weighed("likeness", "below", 5, 3, 3.0),
        weighed("likeness", "below", 3, 40, 36.0),
    ]
    found = curve(given).drop(columns=["left_extract", "right_extract", "is_in_force"])
    # 120 or 123 linked, 43 or 40 in doubt, 159 true
    assert found.loc[6].tolist() == found.loc[5].tolist() == [120, 100, 40, 100, 75]


def test_few_linked_by_weight_are_hidden_with_precision_and_recall():
    """Eleven by number, one of weight 3: 99.1% would tell that one."""
    given = [
        row | {"link_threshold": 3.0}
        for row in (
            weighed("upn", "linked", None, 11, 11.0),
            weighed("likeness", "linked", 3, 1, 8 / 9),
            weighed("likeness", "below", 1, 30, 20.0),
        )
    ]
    safe = released(THRESHOLD, counted(THRESHOLD, {LINK_WEIGHT: given}))
    row = safe[(safe["left_extract"] == "All sources") & safe["is_in_force"]].iloc[0]
    gone = ["unweighed_pair_count", "expected_precision_percent", "expected_recall_percent"]
    assert row[gone].isna().all()
    assert (row["pair_count"], row["doubt_count"]) == (10, 30)


def test_the_curve_can_be_released_and_few_pairs_in_doubt_hide_precision_and_recall():
    few = [row | {"pairs": 7, "expected_true": 6.0} if row["weight"] == 3 else row for row in WEIGHTS[:3]]
    safe = released(THRESHOLD, counted(THRESHOLD, {LINK_WEIGHT: few}))
    every = safe[safe["left_extract"] == "All sources"].set_index("threshold")
    percents = ["expected_precision_percent", "expected_recall_percent"]
    assert every.loc[8, ["doubt_count", *percents]].isna().all()
    assert every.loc[8, "pair_count"] == 80
    # at 3 nothing is in doubt: 84, as 80, of 87, as 90, and of 84
    assert every.loc[3, ["pair_count", "doubt_count", *percents]].tolist() == [90, 0, 89, 100]


def test_two_deliveries_are_linked_counted_and_released(settings):
    """Twelve pupils; health waits know ten of them by number, and two children whom no number tells."""
    write_census(settings.raw, [pupil(str(n), upn=upn(n)) for n in range(1, 13)], year=2025)
    referrals = [{"referralid": str(n), "upn": upn(n), "nhsnumber": ""} for n in range(1, 11)]
    strange = {"nhsnumber": "", "surname": "", "forename": "", "postcode": ""}
    referrals += [{"referralid": str(n), **strange} for n in (11, 12)]
    write_partner(settings.raw, "health_waits", "2025-12", referrals=referrals)
    report = build(settings)
    assert (report.exit_code, report.refused) == (0, {})
    lake = workshop(settings).lake
    pair = lake.read(LINK_WEIGHT).to_pylist()
    assert [(p["rule"], p["state"], p["pairs"]) for p in pair] == [("upn", "linked", 10)]
    rows = lake.read("marts.linkage_quality").to_pandas()
    total = rows[rows["breakdown_topic"] == "Total"].set_index("extract")
    census, waits = total.loc["school_census"], total.loc["health_waits"]
    # 12 pupils round to 10, two not linked are left: 8 of 10; of 12 referrals two tell nothing.
    assert (census["person_count"], census["linked_count"]) == (10, 8)
    assert (waits["person_count"], waits["linked_count"]) == (10, 10)
    assert (waits["record_count"], waits["unknown_record_count"]) == (10, 2)
    shown = pq.read_table(next(report.release.rglob("linkage_quality.parquet"))).to_pandas()
    shown = shown[shown["breakdown_topic"] == "Total"].set_index("extract")
    assert pd.isna(shown.loc["school_census", "linked_count"])
    assert pd.isna(shown.loc["health_waits", "unknown_record_count"])
    assert shown.loc["health_waits", "linked_percent"] == 100
