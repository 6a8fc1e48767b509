"""What the gate derives of marts before it asks: sums line by line, distances, periods."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import gate_beside
from pipelines.gate_alone import of_mart
from pipelines.gate_read import kind_of, latest, read
from pipelines.gate_sums import lines_of, told_twice
from pipelines.sql import read_marts
from tests.builders_gate import HEADING, hidden, mart_of, rows_of, table, two_springs


@pytest.fixture(scope="module")
def mart(tmp_path_factory):
    return mart_of(tmp_path_factory.mktemp("marts"))


def _pairs(lines):
    return sorted(lines.dropna().astype(int).itertuples(index=False, name=None))


def _mart(folder, *lines):
    """A mart of one count by topic, group and second topic and group, in which these things add up."""
    names = ("la_code", "topic", "label", "second_topic", "second_label")
    heading = [
        "-- title: t",
        f"-- grain: {', '.join(names)}",
        "-- owner: team:send_analysis",
        "-- rule: education",
    ]
    heading += [f"-- dimension {name}: d" for name in names]
    heading += ["-- attribute part_of: p", "-- count persons: c", *(f"-- {line}" for line in lines)]
    return mart_of(folder, "crossed", "\n".join([*heading, "", "select 1 from core.plan"]))


def _row(la, topic, label, persons, **others):
    usual = {"second_topic": "Total", "second_label": "Total", "status": "shown"}
    return {"la_code": la, "topic": topic, "label": label, "persons": persons} | usual | others


def test_a_whole_stands_beside_its_parts_and_a_base_beside_the_count_it_is(mart):
    lines = lines_of(read(table(mart, two_springs()), mart))
    # of either spring All = A + B, pupil_base = pupil_count at All, and pupil_base of three rows is one
    assert _pairs(lines) == [(200, 200)] * 5 + [(210, 210)] * 5


def test_a_line_with_a_hidden_part_is_not_known(mart):
    first, *others = two_springs()
    lines = lines_of(read(table(mart, [hidden(first), *others]), mart))
    assert _pairs(lines) == [(200, 200)] * 4 + [(210, 210)] * 5


def test_topics_groups_within_groups_and_two_ways_add_up(tmp_path):
    mart = _mart(
        tmp_path,
        "adds label: within topic to Total",
        "adds label: nested in topic by part_of",
        "crosses topic, label: second_topic, second_label",
    )
    rows = [
        _row("391", "Total", "Total", 100),
        _row("391", "Sex", "Female", 45),
        _row("391", "Sex", "Male", 55),
        _row("391", "Age", "5", 10, part_of="Band: 0 to 10"),
        _row("391", "Age", "6", 20, part_of="Band: 0 to 10"),
        _row("391", "Band", "0 to 10", 31),
        _row("391", "Age", "5", 4, second_topic="Sex", second_label="Female"),
        _row("391", "Age", "5", 6, second_topic="Sex", second_label="Male"),
    ]
    # the two sexes are all, and all of those aged 5; two ages are 30 of a band said to be 31, and of all;
    # the band alone is 31 of 100; of each sex those aged 5 are all that there are of the ages
    assert _pairs(lines_of(read(table(mart, rows), mart))) == sorted(
        [(100, 100), (10, 10), (100, 30), (31, 30), (100, 31), (45, 4), (55, 6)]
    )


def test_authorities_together_are_the_sum_of_each_that_there_is(tmp_path):
    mart = _mart(tmp_path, "adds la_code: joined by +")
    rows = [
        _row("391+393", "Total", "Total", 30),
        _row("391", "Total", "Total", 10),
        _row("393", "Total", "Total", 20),
    ]
    assert _pairs(lines_of(read(table(mart, rows), mart))) == [(30, 30)]
    assert _pairs(lines_of(read(table(mart, rows[:2]), mart))) == [(30, 10)]
    hidden_one = [*rows[:2], _row("393", "Total", "Total", None, status="suppressed")]
    assert _pairs(lines_of(read(table(mart, hidden_one), mart))) == []


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6), st.integers(0, 5))
def test_what_adds_up_is_never_faulted_whatever_is_hidden(mart, counts, gone):
    rows = rows_of({f"G{place}": count + 1 for place, count in enumerate(counts)})
    rows = [hidden(row) if place == gone else row for place, row in enumerate(rows)]
    lines = lines_of(read(table(mart, rows), mart)).dropna()
    assert (lines["whole"] == lines["parts"]).all()


@settings(max_examples=6)
@given(st.lists(st.integers(0, 900), min_size=1, max_size=6))
def test_beside_itself_in_another_order_nothing_has_moved(mart, counts):
    rows = table(mart, rows_of({f"G{place}": count + 1 for place, count in enumerate(counts)}))
    turned = rows.take(list(reversed(range(len(rows)))))
    for sheet in gate_beside.of_mart(read(rows, mart), read(turned, mart), rows, turned):
        for question in sheet.questions:
            values = np.unique(sheet.rows[list(question.columns)].to_numpy())
            assert set(values[~np.isnan(values)]) in (set(), {0.0}, {1.0})


def _values(mart, id_, now, before):
    now, before = table(mart, now), table(mart, before)
    return {
        question.of: sheet.rows[question.columns[0]].dropna().round(6).tolist()
        for sheet in gate_beside.of_mart(read(now, mart), read(before, mart), now, before)
        for question in sheet.questions
        if question.id == id_
    }


def test_how_far_groups_moved_is_the_part_that_lies_elsewhere(mart):
    """In the cells A, B and All of 400: 120, 80, 200 are 150, 50, 200. 30 of 400 are elsewhere."""
    found = _values(mart, "distribution_steady", rows_of({"A": 150, "B": 50}), rows_of({"A": 120, "B": 80}))
    assert found == {"pupil_count by group_name": [0.075]}


def test_of_few_nothing_is_said(mart):
    """A release of 48 persons in three cells, of which half are gone."""
    now, before = rows_of({"A": 6, "B": 6}), rows_of({"A": 12, "B": 12})
    assert _values(mart, "counts_steady", now, before) == {}
    assert _values(mart, "distribution_steady", now, before) == {}
    assert _values(mart, "shares_steady", now, before) == {}


def test_a_new_period_is_held_against_the_one_before_it_of_its_kind(mart):
    autumn = rows_of({"A": 500, "B": 500}, "2025-autumn")
    before = [*two_springs(), *autumn]
    now = [*before, *rows_of({"A": 189, "B": 126}, "2026-spring")]
    # 315 after the 210 of the spring before, not after the 1,000 of autumn
    assert _values(mart, "growth", now, before)["pupil_count"] == [50.0]
    assert _values(mart, "growth", before, before[::-1]) == {}


def _issued(folder, *years):
    """Plans issued by one authority: of each year the day it was read, the first half, the second."""
    heading = """-- title: t
-- grain: la_code, year, half
-- owner: team:send_analysis
-- rule: education
-- dimension la_code: Authority
-- dimension year: Year
-- dimension half: Half of the year, or both
-- attribute snapshot_day: Day
-- count plans: Plans
-- adds half: Both = *

select 1 from core.plan"""
    rows = [
        {"la_code": "391", "year": year, "half": half, "snapshot_day": day, "plans": plans, "status": "shown"}
        for year, day, first, second in years
        for half, plans in ((f"{year} first", first), (f"{year} second", second), ("Both", first + second))
    ]
    issued = mart_of(folder, "issued", heading)
    return issued, rows


@pytest.mark.parametrize("day", ["2026-03-31", "2026-12-30"])
def test_a_year_that_is_not_over_is_compared_with_nothing(tmp_path, day):
    issued, before = _issued(tmp_path, ("2024", "2025-12-31", 100, 100), ("2025", "2025-12-31", 110, 110))
    years = (("2024", day, 100, 100), ("2025", day, 110, 110))
    _, then = _issued(tmp_path, *years, ("2026", day, 60, 1))
    _, now = _issued(tmp_path, *years, ("2026", day, 110, 70))
    for one, other in ((then, before), (now, then), (now, before)):
        assert _values(issued, "growth", one, other) == {}
        assert _values(issued, "counts_steady", one, other) == {"plans": [0.0, 0.0]}
        assert _values(issued, "categories_new", one, other)["half"] == [1.0] * 6


def test_a_year_that_is_over_is_held_against_the_year_before_and_a_revised_one_against_itself(tmp_path):
    """After 220 plans of 2025 come 330 in 2026, half as many again; or 2025 has 242 of late, a tenth more."""
    issued, before = _issued(
        tmp_path,
        ("2024", "2026-06-30", 100, 100),
        ("2025", "2026-06-30", 110, 110),
        ("2026", "2026-06-30", 130, 0),
    )
    day = "2026-12-31"
    _, now = _issued(tmp_path, ("2024", day, 100, 100), ("2025", day, 110, 110), ("2026", day, 160, 170))
    assert _values(issued, "growth", now, before) == {"plans": [50.0]}
    day = "2026-09-30"
    _, now = _issued(tmp_path, ("2024", day, 100, 100), ("2025", day, 110, 132), ("2026", day, 160, 60))
    assert _values(issued, "counts_steady", now, before) == {"plans": [0.0, 10.0]}


def test_a_year_of_which_no_day_is_told_and_a_period_that_is_no_year_are_compared(tmp_path):
    issued, before = _issued(tmp_path, ("2024", None, 100, 100))
    _, now = _issued(tmp_path, ("2024", None, 100, 100), ("2025", None, 160, 140))
    assert _values(issued, "growth", now, before) == {"plans": [50.0]}
    issued, before = _issued(tmp_path, ("2024-spring", "2024-01-20", 100, 100))
    _, now = _issued(tmp_path, ("2024-spring", "2024-01-20", 110, 110))
    assert _values(issued, "counts_steady", now, before) == {"plans": [10.0]}


def test_where_no_year_is_over_nothing_is_compared(tmp_path):
    issued, before = _issued(tmp_path, ("2026", "2026-01-31", 50, 0))
    _, now = _issued(tmp_path, ("2026", "2026-03-31", 90, 0))
    assert _values(issued, "growth", now, before) == _values(issued, "counts_steady", now, before) == {}


def test_the_very_table_it_was_is_not_compared(mart):
    rows = table(mart, two_springs())
    found = gate_beside.of_mart(read(rows, mart), read(rows, mart), rows, rows)
    asked = [question.id for sheet in found for question in sheet.questions]
    assert asked == ["columns_unchanged", "rows_there"]


def test_the_same_period_is_not_growth_but_a_revision(mart):
    moved = _values(mart, "counts_steady", rows_of({"A": 132, "B": 88}), rows_of({"A": 120, "B": 80}))
    assert moved["pupil_count"] == [10.0]


def test_the_latest_period_is_that_of_its_kind():
    assert kind_of("2025-spring") == kind_of("2019-spring") != kind_of("2025-autumn")
    periods = ["2025-spring", "2024-spring", "2025-Q4", "2026-Q1", "2025"]
    assert latest(periods) == {"0000": "2025", "0000-Q0": "2026-Q1", "0000-spring": "2025-spring"}


def test_a_mart_without_a_period_or_a_count_is_asked_what_can_be(tmp_path):
    heading = HEADING.replace("-- grain: la_code, census, group_name", "-- grain: group_name")
    kept = [
        line
        for line in heading.splitlines()
        if not any(word in line for word in ("la_code:", "census:", "pupil", "adds", "rest", "same"))
    ]
    mart = mart_of(tmp_path, "bare", "\n".join(kept))
    now, before = (
        table(mart, [{"group_name": name, "status": "shown"} for name in names]) for names in ("AB", "AC")
    )
    asked = [q.id for sheet in of_mart(read(now, mart), now) for q in sheet.questions]
    assert asked == ["columns_as_declared", "grain_once"]
    found = list(gate_beside.of_mart(read(now, mart), read(before, mart), now, before))
    assert [q.id for sheet in found for q in sheet.questions] == [
        "columns_unchanged", "rows_there", "categories_gone", "categories_new",
    ]  # fmt: skip
    # of A and C, C is gone; of A and B, B is new
    gone = found[2].rows
    assert gone["group_name categories_gone"].tolist() == [1.0, 0.0]
    assert gone["group_name categories_new"].tolist() == [1.0, 0.0]


def test_text_comes_as_arrow_or_as_dictionary_and_counts_as_decimals(mart):
    rows = table(mart, two_springs())
    place = rows.column_names.index("group_name")
    coded = rows.set_column(place, "group_name", rows["group_name"].dictionary_encode())
    place = rows.column_names.index("pupil_count")
    coded = coded.set_column(place, "pupil_count", rows["pupil_count"].cast(pa.decimal128(38, 0)))
    pd.testing.assert_frame_equal(read(coded, mart).rows, read(rows, mart).rows)


def test_every_mart_can_be_asked_even_when_it_is_empty():
    for mart in read_marts().values():
        none = table(mart, [])
        assert list(of_mart(read(none, mart), none))
        assert list(gate_beside.of_mart(read(none, mart), read(none, mart), none, none))


def test_a_count_that_was_text_once_is_not_compared(mart):
    """Nor is a share that was: the release is judged by the rest."""
    rows = table(mart, two_springs())
    before = rows
    for name in ("pupil_count", "pupil_percent"):
        place = before.column_names.index(name)
        before = before.set_column(place, name, before[name].cast(pa.string()))
    found = gate_beside.of_mart(read(rows, mart), read(before, mart), rows, before)
    asked = {(question.id, question.column) for sheet in found for question in sheet.questions}
    assert ("counts_steady", "pupil_base") in asked
    assert ("counts_steady", "pupil_count") not in asked
    assert "shares_steady" not in {id_ for id_, _ in asked}


@pytest.fixture(scope="module")
def two_marts(tmp_path_factory):
    """Plans by year, of one source or another; and pupils by census and kind of school."""
    folder = tmp_path_factory.mktemp("two")
    head = "-- title: t\n-- owner: team:send_analysis\n-- rule: education\n"
    plans = head + (
        "-- grain: la_code, year\n-- dimension la_code: d\n-- dimension year: d\n-- attribute source: a\n"
        "-- count persons: c\n"
        "-- also persons at source = own: schools.pupils at census = {year}-spring, kind = state + special\n"
        "\nselect 1 from core.plan"
    )
    schools = head + (
        "-- grain: la_code, census, kind, sex\n-- dimension la_code: d\n-- dimension census: d\n"
        "-- dimension kind: d\n-- dimension sex: d\n-- count pupils over la_code, census, kind: c\n"
        "\nselect 1 from core.plan"
    )
    return mart_of(folder, "plans", plans), mart_of(folder, "schools", schools)


def _told_twice(two_marts, persons, schools):
    """The lines of plans by year and source, and of pupils by census and kind of school, a row a sex."""
    plans, pupils = two_marts
    own = [
        {"la_code": "391", "year": year, "source": source, "persons": count}
        for (year, source), count in persons.items()
    ]
    there = [
        {"la_code": "391", "census": census, "kind": kind, "sex": sex, "pupils": count}
        for (census, kind), count in schools.items()
        for sex in ("F", "M")
    ]
    status = {"status": "suppressed"}
    return told_twice(
        read(table(plans, [one | status for one in own]), plans),
        plans.alsos[0],
        read(table(pupils, [one | status for one in there]), pupils),
    )


def test_a_number_told_in_two_marts_stands_beside_the_sum_of_its_parts(two_marts):
    """35 are 30 + 5, without 9 of another kind; in 2026 there is no special school, and 40 are not 41."""
    lines = _told_twice(
        two_marts,
        {("2025", "own"): 35, ("2026", "own"): 40},
        {("2025-spring", "state"): 30, ("2025-spring", "special"): 5, ("2025-spring", "independent"): 9,
         ("2026-spring", "state"): 41, ("2026-autumn", "state"): 40},
    )  # fmt: skip
    assert _pairs(lines) == [(35, 35), (40, 41)]


def test_of_a_number_that_either_mart_hides_or_does_not_tell_nothing_is_said(two_marts):
    schools = {("2025-spring", "state"): 30, ("2025-spring", "special"): None, ("2026-spring", "state"): 7}
    persons = {("2025", "own"): 35, ("2026", "own"): None, ("2027", "own"): 3}
    assert _pairs(_told_twice(two_marts, persons, schools)) == []
    assert _pairs(_told_twice(two_marts, {("2026", "published"): 9}, schools)) == []
    assert _pairs(_told_twice(two_marts, {}, {})) == []
