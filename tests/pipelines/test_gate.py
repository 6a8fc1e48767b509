"""The gate's answers by Great Expectations: each fault told of by its expectation, and nothing beside it.

The import takes seconds: all releases are judged once, with no network, and in an empty folder and home.
"""

import json
import logging
import socket
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipelines import gate, gate_expectations
from pipelines.errors import RefusedError, SourceMissingError
from pipelines.gate_expectations import BETWEEN, BOTH_KNOWN, EQUAL, NOT_BELOW, Question, Sheet, answers
from pipelines.sql import read_marts
from schemas.plausibility import EXPECTATIONS
from tests.builders_gate import hidden, mart_of, rows_of, table, two_springs

_2023, _2024 = rows_of({"A": 110, "B": 75}, "2023-spring"), rows_of({"A": 120, "B": 80}, "2024-spring")
_2025 = rows_of({"A": 126, "B": 84})


def _with(place, **changes):
    rows = two_springs()
    rows[place] = {**rows[place], **changes}
    return rows


def _twice():
    rows = two_springs()
    return [*rows, rows[0]]


# Each mart is a release's copy of the same one with one fault, and what tells of it. Rows 0 to 2 are A, B and
# All of 2024, rows 3 to 5 those of 2025.
FAULTS = {
    "as_before": (two_springs(), set()),
    "no_rows": ([], {("rows_there", "")}),
    "twice": (_twice(), {("grain_once", "")}),
    # 1 of 200 is half a point; 120 less 1 is not 200; the cells of 2024 held 400 and hold 319
    "below_nought": (
        _with(1, pupil_count=-1, pupil_percent=-0.5, pupil_percent_lower=-1.5),
        {
            ("not_negative", "pupil_count"),
            ("percent_range", "pupil_percent"),
            ("percent_range", "pupil_percent_lower"),
            ("sums_hold", ""),
            ("counts_steady", "pupil_count"),
            ("shares_steady", "pupil_percent"),
            ("distribution_steady", "pupil_count"),
        },
    ),
    # 80 of 70, where the other rows say 200: the bases of 2024 are 470, not 600
    "above_base": (
        _with(1, pupil_base=70),
        {
            ("within_base", "pupil_count"),
            ("percent_of_counts", "pupil_percent"),
            ("sums_hold", ""),
            ("counts_steady", "pupil_base"),
        },
    ),
    "not_its_counts": (_with(0, pupil_percent=60.5), {("percent_of_counts", "pupil_percent")}),
    "outside_its_interval": (_with(0, pupil_percent_upper=59.0), {("interval_around", "pupil_percent")}),
    # 121 + 80 is not 200
    "does_not_add_up": (
        _with(0, pupil_count=121, pupil_percent=60.5, pupil_percent_lower=59.5, pupil_percent_upper=61.5),
        {("sums_hold", "")},
    ),
    # 2025 is gone
    "period_gone": (_2024, {("periods_there", "census"), ("latest_period", "census")}),
    "earlier_gone": (_2025, {("periods_there", "census")}),
    # 60 and 40 per cent are now 50 and 33, which is ten points and no more; the cells of 420 hold 462
    "new_group": (
        _2024 + rows_of({"A": 126, "B": 84, "C": 42}),
        {
            ("categories_new", "group_name"),
            ("counts_steady", "pupil_count"),
            ("counts_steady", "pupil_base"),
        },
    ),
    # a third group of 5, which nobody needs to be told of; All is 215, 2.4 per cent above 210
    "small_new_group": (_2024 + rows_of({"A": 126, "B": 84, "C": 5}), set()),
    # 420 persons of 2025 in three cells are 462
    "tenth_more": (
        _2024 + rows_of({"A": 139, "B": 92}),
        {("counts_steady", "pupil_count"), ("counts_steady", "pupil_base")},
    ),
    # 30 of 210 from one group to the other: 14.3 points, and 30 of the 420 in the cells are elsewhere
    "moved_over": (
        _2024 + rows_of({"A": 96, "B": 114}),
        {("shares_steady", "pupil_percent"), ("distribution_steady", "pupil_count")},
    ),
    # the new period: 264 after 210 is a quarter and more
    "grew": (
        two_springs() + rows_of({"A": 159, "B": 105}, "2026-spring"),
        {("growth", "pupil_count"), ("growth", "pupil_base")},
    ),
    "grew_a_little": (two_springs() + rows_of({"A": 140, "B": 92}, "2026-spring"), set()),
}  # fmt: skip


def _columns(rows, mart):
    return table(mart, rows).append_column("new", pa.nulls(len(rows), pa.string()))


class _NoNetworkError(AssertionError):
    pass


def _no_network(*_, **__):
    raise _NoNetworkError


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """The findings of a release in which each mart has one fault, what was logged, and what files."""
    home = tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("marts")
    others = ("more_columns", "fewer_columns", "gone", "fresh")
    declared = {name: mart_of(folder, name) for name in (*FAULTS, *others)}
    marts = {name: table(declared[name], rows) for name, (rows, _) in FAULTS.items()}
    marts["more_columns"] = _columns(two_springs(), declared["more_columns"])
    marts["fewer_columns"] = table(declared["fewer_columns"], two_springs()).drop_columns(["pupil_base"])
    marts["fresh"] = table(declared["fresh"], two_springs())
    before = {name: table(declared[name], two_springs()) for name in declared if name != "fresh"}
    logged = []
    handler = logging.Handler()
    handler.emit = logged.append
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.chdir(home)
        patch.setattr(socket.socket, "connect", _no_network)
        patch.setattr(socket, "create_connection", _no_network)
        patch.setattr(socket, "getaddrinfo", _no_network)
        logging.getLogger().addHandler(handler)
        try:
            findings = gate.judge(marts, declared, before)
        finally:
            logging.getLogger().removeHandler(handler)
    return findings, logged, sorted(home.rglob("*"))


def _failed(findings, mart):
    return {(one.expectation, one.column) for one in findings if one.mart == mart and not one.passed}


@pytest.mark.parametrize("mart", FAULTS)
def test_each_fault_is_told_of_by_its_expectations_and_by_no_other(judged, mart):
    assert _failed(judged[0], mart) == FAULTS[mart][1]


def test_columns_that_came_or_went_are_told_of_and_end_the_questions(judged):
    both = {("columns_as_declared", ""), ("columns_unchanged", "")}
    assert _failed(judged[0], "more_columns") == both
    assert _failed(judged[0], "fewer_columns") == both
    assert {one.expectation for one in judged[0] if one.mart == "fewer_columns"} == {
        "marts_there", "columns_as_declared", "columns_unchanged",
    }  # fmt: skip


def test_a_mart_that_is_gone_holds_the_release_and_a_new_one_does_not(judged):
    assert _failed(judged[0], "gone") == {("marts_there", "")}
    assert _failed(judged[0], "fresh") == set()
    asked = {one.expectation for one in judged[0] if one.mart == "fresh"}
    assert asked >= {"grain_once", "sums_hold"}
    assert "counts_steady" not in asked


def test_nothing_is_written_logged_or_fetched(judged, capfd):
    findings, logged, files = judged
    assert files == []
    assert [record.name for record in logged if record.name.startswith("great_expectations")] == []
    assert len(findings) > len(FAULTS)
    assert capfd.readouterr() == ("", "")


def test_findings_hold_words_and_no_figure_of_a_row(judged):
    said = json.dumps([one.words for one in judged[0]])
    assert all(figure not in said for figure in ("126", "391", "2025-spring", "shown,"))
    assert {one.expectation for one in judged[0]} <= set(EXPECTATIONS)
    assert "release_has_rows" in {one.expectation for one in judged[0]}


def test_a_first_release_is_held_against_itself_alone(tmp_path):
    mart = mart_of(tmp_path)
    findings = gate.judge({"pupils": table(mart, two_springs())}, {"pupils": mart}, None)
    assert all(one.passed for one in findings)
    assert {"counts_steady", "columns_unchanged", "marts_there"}.isdisjoint(o.expectation for o in findings)


def test_a_release_without_a_row_is_not_believable(tmp_path):
    mart = mart_of(tmp_path)
    findings = gate.judge({"pupils": table(mart, [])}, {"pupils": mart}, None)
    assert [one.expectation for one in findings if not one.passed] == ["release_has_rows"]
    none = gate.judge({}, {}, {"pupils": table(mart, [])})
    assert {one.expectation for one in none if not one.passed} == {"release_has_rows", "marts_there"}


def test_hidden_figures_are_not_compared_and_more_of_them_are_told_of(tmp_path):
    """Forty groups of one spring, of which 10 are hidden now and 5 were before: a quarter after an eighth."""
    mart = mart_of(tmp_path)
    rows = rows_of({f"G{number:02}": 50 for number in range(39)})
    now = [hidden(row) if place < 10 else row for place, row in enumerate(rows)]
    before = [hidden(row) if place < 5 else row for place, row in enumerate(rows)]
    findings = gate.judge({"pupils": table(mart, now)}, {"pupils": mart}, {"pupils": table(mart, before)})
    assert {one.expectation for one in findings if not one.passed} == {"suppression_steady"}


def test_the_same_total_told_in_two_marts_must_agree():
    """30 + 5 pupils in two coverages are 35 in need_profile, and not 34; what is hidden is not known."""
    declared = {name: mart for name, mart in read_marts().items() if name in {"need_profile", "prevalence"}}
    at = {"la_code": "391", "census": "2025-spring"}
    total = {
        "breakdown_topic": "Total",
        "breakdown": "Total",
        "second_topic": "Total",
        "second_breakdown": "Total",
    }

    def told(provision, base, state, other):
        needs = {**at, "need_rank": "Primary need", "need": "All needs", "sen_provision": provision}
        schools = {"State-funded schools": state, "Non-maintained special schools": other}
        return (
            {**needs, "provision_base": base, "pupil_count": base, "status": "shown"},
            [
                {**at, **total, "coverage": name, "sen_provision": provision, "pupil_count": count,
                 "status": "shown" if count is not None else "suppressed"}
                for name, count in schools.items()
            ],
        )  # fmt: skip

    def agrees(*provisions):
        needs = table(declared["need_profile"], [one for one, _ in provisions])
        pupils = table(declared["prevalence"], [row for _, rows in provisions for row in rows])
        findings = gate.judge({"need_profile": needs, "prevalence": pupils}, declared, None)
        return [one.passed for one in findings if one.expectation == "totals_agree"]

    hidden_one = told("EHC plan", 99, 30, None)
    assert agrees(told("SEN support", 35, 30, 5), hidden_one) == [True]
    assert agrees(told("SEN support", 34, 30, 5), hidden_one) == [False]
    assert agrees(hidden_one) == []


def test_one_no_among_many_is_found_and_what_cannot_be_asked_is_a_no():
    rows = pd.DataFrame({"a": [1.0, 2.0, None], "b": [1.0, 2.0, 3.0], "c": [1.0, 2.0, 4.0], "t": list("xyz")})
    limit = {"max_value": 3}
    asked = [
        Question("i", "m", "a", "", BETWEEN, ("a",), limit),
        Question("i", "m", "b", "", BETWEEN, ("b",), limit),
        Question("i", "m", "c", "", BETWEEN, ("c",), limit),
        Question("i", "m", "c", "", BETWEEN, ("c",), {"max_value": 4}),
        Question("i", "m", "a", "", EQUAL, ("a", "b"), BOTH_KNOWN),
        Question("i", "m", "b", "", EQUAL, ("b", "c"), BOTH_KNOWN),
        Question("i", "m", "c", "", NOT_BELOW, ("c", "b"), {"or_equal": True, **BOTH_KNOWN}),
        Question("i", "m", "b", "", NOT_BELOW, ("b", "c"), {"or_equal": True, **BOTH_KNOWN}),
        Question("i", "m", "t", "", "ExpectColumnValuesToBeUnique", arguments={"column": "t"}),
        Question("i", "m", "?", "", "ExpectColumnValuesToBeUnique", arguments={"column": "no such"}),
    ]
    found = answers([Sheet(rows, tuple(asked))])
    assert [question for question, _ in found] == asked
    assert [answer for _, answer in found] == [True, True, False, True, True, False, True, False, True, False]


def test_a_mart_that_nothing_declares_is_refused(tmp_path):
    mart = mart_of(tmp_path)
    with pytest.raises(RefusedError, match=r"no \.sql file declares pupils"):
        gate.judge({"pupils": table(mart, [])}, {}, None)


def test_without_the_library_the_release_is_not_judged(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "great_expectations", None)
    with pytest.raises(SourceMissingError, match="uv sync"):
        answers([])


def test_it_is_imported_in_one_place_and_only_when_asked():
    folder = Path(gate_expectations.__file__).parent
    said = [path.name for path in folder.rglob("*.py") if "great_expectations" in path.read_text("utf-8")]
    assert said == ["gate_expectations.py"]
