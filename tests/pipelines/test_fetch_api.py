"""Questions to the public API: pages to the end, versions, passing faults, promises that are not kept."""

import json
from datetime import date

import pytest

from pipelines.errors import RefusedError
from pipelines.fetch_api import Api
from pipelines.fetch_errors import UnreachableError
from pipelines.fetch_web import Manners
from tests.builders_fetch import QUICK, breaks_off, csv, csv_of, error_of, says, version
from tests.fixtures_fetch import asked, kept, served  # noqa: F401


@pytest.fixture
def slept(monkeypatch):
    """How long was waited, without waiting."""
    seconds = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", seconds.append)
    return seconds


def test_lists_are_read_page_after_page_to_the_end(ees, api):
    ees.page_size = 2
    for n in range(5):
        ees.add(f"Publication {n}", "Table")
    assert [one.title for one in api.publications()] == [f"Publication {n}" for n in range(5)]
    assert len(ees.paths("/publications")) == 3


def test_the_newest_version_is_first_and_a_withdrawn_one_is_none(ees, api):
    data_set = ees.add(
        "Absence",
        "By area",
        version("1.9"),
        version("1.10"),
        version("2.0", status="Withdrawn"),
        version("3.0", published=None),
    )
    found = api.versions(data_set)
    assert [one.number for one in found] == ["1.10", "1.9"]
    assert (found[0].published, found[0].release) == (date(2025, 6, 12), "Academic year 2024/25")


def test_who_asks_is_said(ees, api):
    api.publications()
    assert ees.asked[0][1]["User-Agent"].startswith("send-joint-dataset/")


def test_a_list_that_still_holds_is_taken_from_the_cache(ees, cache, api):
    ees.add("Absence", "By area")
    ees.faults["publications"].extend(
        [lambda handler, body, headers: handler.say(200, body, headers | {"ETag": '"7"'}), says(304)]
    )
    answer = ees.answer("/v1/publications", {"page": "1", "pageSize": "40"})[0]
    ees.faults["publications"][0] = lambda handler, _, headers: handler.say(
        200, answer, headers | {"ETag": '"7"'}
    )
    first = api.publications()
    assert api.publications() == first
    assert ees.asked[1][1]["If-None-Match"] == '"7"'


def test_too_many_questions_wait_as_long_as_the_server_says(ees, api, slept):
    ees.add("Absence", "By area")
    ees.faults["publications"].append(says(429, Retry_After="7"))
    assert len(api.publications()) == 1
    assert slept == [7]


def test_no_server_makes_us_wait_for_hours(ees, api, slept):
    ees.faults["publications"].append(says(503, Retry_After="86400"))
    api.publications()
    assert slept == [QUICK.longest_wait]


def test_a_fault_that_passes_is_not_told(ees, api):
    data_set = ees.add("Absence", "By area")
    ees.faults["publications"].extend([says(503), says(502)])
    ees.faults["csv"].append(says(503))
    assert len(api.publications()) == 1
    assert csv(api, data_set)[1] == csv_of(3, "1.0")


def test_a_list_that_broke_off_is_asked_again(ees, api):
    ees.add("Absence", "By area")
    ees.faults["publications"].append(breaks_off(20))
    assert len(api.publications()) == 1
    ees.faults["publications"].extend([breaks_off(20)] * 9)
    assert "broke off" in error_of(api.publications, UnreachableError).what


def test_a_fault_that_stays_is_told_once(ees, api):
    ees.faults["publications"].extend([says(503)] * 9)
    error = error_of(api.publications, UnreachableError)
    assert "cannot answer now" in error.what
    assert len(ees.asked) == 1 + QUICK.tries


@pytest.mark.parametrize(
    "sent",
    [
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"results": [], "paging": {}}',
        b'{"results": [7], "paging": {"totalPages": 1}}',
        b'{"results": [], "paging": {"totalPages": 999999999}}',
        b'{"results": [{"id": "../../x", "title": "x"}], "paging": {"totalPages": 1}}',
        b'{"results": [{"id": "cbbd299f-8297-44bc-92ac-558bcf51f8ad"}], "paging": {"totalPages": 1}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_an_answer_that_is_not_what_was_promised_is_refused(ees, api, sent):
    ees.faults["publications"].append(says(200, sent, Content_Type="application/json"))
    error_of(api.publications, RefusedError)


def test_an_endless_answer_is_refused(ees, cache):
    ees.faults["publications"].append(says(200, b" " * 5000, Content_Type="application/json"))
    small = Api(ees.address, cache, Manners(largest_answer=1000))
    error_of(small.publications, RefusedError)


@pytest.mark.parametrize(
    "more", [{"version": "../1"}, {"published": "soon"}, {"version": 7}, {"geographicLevels": [1]}]
)
def test_a_version_that_is_none_is_refused(ees, api, more):
    data_set = ees.add("Absence", "By area", version())
    ees.versions[data_set] = [version() | more]
    error_of(lambda: api.versions(data_set), RefusedError)


def test_every_answer_is_kept_with_its_record(ees, cache, api):
    data_set = ees.add("Absence", "By area")
    csv(api, data_set)
    records = [json.loads(path.read_text()) for path in (cache.folder / "answers").glob("*.json")]
    assert {record["address"].rpartition("/")[2] for record in records} == {
        "csv?dataSetVersion=1.0",
        "meta?dataSetVersion=1.0",
    }
    assert all(record["sha256"] and record["fetched"] for record in records)
