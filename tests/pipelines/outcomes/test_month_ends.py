"""What stood open at the end of each month, out of the newest snapshot's history."""

from datetime import date

from pipelines.outcomes.compiled import source
from pipelines.outcomes.declared import bases, declared
from schemas.month_ends import at_month_ends
from tests.builders_core import bench

SPELLS = "select la_code, snapshot_day, received_date as begins, plan_issued_date as ends from core.ehcp_case"


def open_at(*spells, read=date(2025, 12, 31)):
    """How many at the end of each month, of spells that begin and end so."""
    rows = [
        {"case_id": str(n), "la_code": "391", "snapshot_day": one[2] if one[2:] else read}
        | {"received_date": one[0], "plan_issued_date": one[1]}
        for n, one in enumerate(spells)
    ]
    with bench({"core.ehcp_case": rows}, ("core.ehcp_case",)) as con:
        found = con.sql(f"select month_end, count(*) from ({at_month_ends(SPELLS)}) group by 1 order by 1")
        return {f"{month:%Y-%m-%d}": number for month, number in found.fetchall()}


LONG_AGO = (date(2025, 7, 1), date(2025, 8, 31))


def test_who_ended_on_the_last_day_is_not_open_at_its_end_and_who_began_on_it_is():
    began, ended = (date(2025, 10, 31), None), (date(2025, 9, 1), date(2025, 10, 31))
    assert open_at(LONG_AGO, began, ended) == {
        "2025-09-30": 1,
        "2025-10-31": 1,
        "2025-11-30": 1,
        "2025-12-31": 1,
    }


def test_months_before_the_first_known_end_are_not_told():
    assert min(open_at((date(2020, 1, 6), None), LONG_AGO)) == "2025-08-31"


def test_a_history_without_an_end_tells_of_its_own_month_alone():
    assert open_at((date(2020, 1, 6), None)) == {"2025-12-31": 1}


def test_a_month_that_is_not_over_is_not_told_nor_are_more_than_ten_years():
    months = open_at((date(1999, 1, 6), date(2000, 5, 1)), (date(1999, 1, 6), None), read=date(2025, 12, 30))
    assert (min(months), max(months), len(months)) == ("2015-12-31", "2025-11-30", 120)


def test_only_the_newest_snapshot_is_read():
    older = (date(2025, 9, 1), None, date(2025, 11, 30))
    assert open_at(LONG_AGO, older, (date(2025, 11, 3), None, date(2025, 12, 31)))["2025-11-30"] == 1


def test_of_the_newest_month_it_tells_what_the_snapshot_itself_tells():
    """``is_open`` is said of the day on which the system was read; so is the last month."""
    day = date(2025, 12, 31)
    said = {"la_code": "391", "delivery": "391_2025-12", "snapshot_day": day}
    told = ("decision", "received_date", "decision_date", "assessment_outcome", "plan_issued_date", "is_open")
    cases = [
        ("Y", date(2025, 9, 1), date(2025, 10, 1), "Y", None, True),
        ("Y", date(2025, 9, 1), date(2025, 10, 1), "A", None, True),
        ("A", date(2025, 12, 31), None, None, None, True),
        ("Y", date(2025, 3, 3), date(2025, 4, 1), "Y", date(2025, 7, 7), False),
        ("Y", date(2025, 3, 3), date(2025, 4, 1), "N", None, False),
        ("N", date(2025, 9, 1), date(2025, 10, 1), None, None, False),
        ("W", date(2025, 9, 1), None, None, None, False),
        ("H", None, None, None, date(2020, 1, 6), False),
        ("A", date(2026, 1, 5), None, None, None, False),
    ]
    rows = [said | {"case_id": str(n)} | dict(zip(told, case, strict=True)) for n, case in enumerate(cases)]
    base = bases(declared())["cases_open"]
    with bench({"core.ehcp_case": rows}, ("core.ehcp_case",)) as con:
        counted = f"select count(*) from {source(base)} where month_end = date '2025-12-31'"
        [(derived,)] = con.sql(counted).fetchall()
        [(snapshot,)] = con.sql("select count(*) filter (is_open) from core.ehcp_case").fetchall()
    assert derived == snapshot == 3
