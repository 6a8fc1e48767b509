"""What is counted of a delivery, and what of it may be released."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from pipelines import completeness, core
from pipelines.completeness import COMPLETENESS, PUNCTUALITY, RULE_COUNT, SCHEMAS, about_persons
from pipelines.sql import MARTS_FOLDER, read_mart
from schemas.catalogue import EXTRACTS
from schemas.disclosure import POLICIES
from tests.builders import pupil, upn, write_census
from tests.builders_core import bench
from tests.builders_reports import built
from tests.builders_roots import deployment_at
from tests.builders_told import assert_safe, protect

CENSUS = "school_census.391_2019-spring"
MACROS = (core.FOLDER.parent / "macros.sql").read_text("utf-8")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Of 63 pupils, 3 have no ethnicity, which is rejected; 4 have no name of a year group."""
    settings = deployment_at(tmp_path_factory.mktemp("counted"))
    pupils = [pupil(f"p{n}", upn=upn(n), surname=f"Z{n}", forename=f"V{n}") for n in range(2, 65)]
    for one in pupils[:3]:
        one["ethnicity"] = "QQQQ"
    for one in pupils[10:14]:
        one["formerupn"] = upn(900)
    write_census(settings.raw, pupils)
    return built(settings, now=datetime(2019, 3, 1, tzinfo=UTC))


def counted(lake, name):
    mart = read_mart(MARTS_FOLDER / f"{name}.sql")
    assert set(mart.reads) <= set(SCHEMAS)
    with lake.connect(SCHEMAS) as con:
        con.execute(MACROS)
        rows = con.sql(mart.sql).to_arrow_table()
    mart.check(rows)
    return mart, rows.to_pandas()


def protected(lake, name):
    mart, rows = counted(lake, name)
    policy = POLICIES[mart.rule]
    safe = protect(rows, mart, policy).table
    assert_safe(safe, mart, policy)
    return safe


def test_completeness_counts_the_lawful_rows_with_a_value(lake):
    rows = {(r["part"], r["item"]): r for r in lake.read(COMPLETENESS, CENSUS).to_pylist()}
    former = rows["pupilonroll", "former_upn"]
    assert (former["rows"], former["filled"], former["is_about_persons"]) == (60, 4, True)
    assert rows["pupilonroll", "ethnicity"]["filled"] == 60
    assert ("pupilonroll", "pupil_id") not in rows


def test_rows_about_schools_are_no_persons():
    census = EXTRACTS["school_census"]
    assert [
        about_persons(census, [p]) for p in ("schoolcensus", "school", "pupilonroll", "senneeds", "")
    ] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_rules_are_counted_with_their_level(lake):
    rows = {r["rule"]: r for r in lake.read(RULE_COUNT, CENSUS).to_pylist()}
    [rule] = [r for r in rows.values() if r["findings"] == 3 and r["level"] == "error"]
    assert rule["rows_looked_at"] >= 63
    assert rule["message"]


def test_punctuality_is_told_by_the_days(lake):
    [row] = lake.read(PUNCTUALITY, CENSUS).to_pylist()
    assert (str(row["due"]), str(row["first_landed"]), row["versions"]) == ("2019-02-21", "2019-03-01", 1)


def test_a_second_time_nothing_is_counted_anew(lake):
    assert not completeness.measure(lake, EXTRACTS["school_census"], "391_2019-spring")


@pytest.mark.parametrize(
    "name", ["quality_findings", "quality_completeness", "quality_timeliness", "quality_trend"]
)
def test_the_marts_can_be_released(lake, name):
    assert len(protected(lake, name))


def test_a_few_children_are_hidden_and_the_others_rounded(lake):
    safe = protected(lake, "quality_completeness").set_index(["part", "item"])
    former = safe.loc[("pupilonroll", "former_upn")]
    assert pd.isna(former["filled_count"])
    assert safe.loc[("pupilonroll", "ethnicity"), "filled_count"] == 60
    assert safe.loc[("schoolcensus", "urn"), "other_filled_count"] == 1
    findings = protected(lake, "quality_findings")
    small = findings[
        findings["rule"].isin(
            [r["rule"] for r in lake.read(RULE_COUNT, CENSUS).to_pylist() if r["findings"] == 3]
        )
    ]
    assert small["finding_count"].isna().all()


WAITS = {"la_code": "391", "extract": "health_waits", "returned": "2025-12", "is_about_persons": True}


def typed(name, given):
    mart = read_mart(MARTS_FOLDER / f"{name}.sql")
    with bench(given, mart.reads) as con:
        rows = con.sql(mart.sql).to_arrow_table()
    mart.check(rows)
    policy = POLICIES[mart.rule]
    safe = protect(rows.to_pandas(), mart, policy).table
    assert_safe(safe, mart, policy)
    return safe


@pytest.mark.parametrize(("children", "shown"), [(7, None), (8, 10)])
def test_of_health_services_counts_seven_children_are_hidden_and_eight_are_not(children, shown):
    item = WAITS | {"part": "referrals", "is_required": False}
    given = {
        COMPLETENESS: [
            item | {"item": "few_filled", "rows": 60, "filled": children},
            item | {"item": "few_blank", "rows": 60, "filled": 60 - children},
        ],
        RULE_COUNT: [
            WAITS
            | {"rule": "1", "level": "error", "status": "run", "rows_looked_at": 60, "findings": children}
        ],
    }
    items = typed("quality_completeness", given).set_index("item")["filled_count"]
    [finding] = typed("quality_findings", given)["finding_count"]
    [error] = typed("quality_trend", given)["error_count"]
    # 52 of 60 are 50
    told = [items["few_filled"], items["few_blank"], finding, error]
    assert [None if pd.isna(one) else one for one in told] == [shown, shown and 50, shown, shown]
