"""Downloads: whole or not at all, once, and taken up again where they broke off."""

import gzip

import pytest

from pipelines.errors import RefusedError, SourceMissingError
from pipelines.fetch_api import Api
from pipelines.fetch_errors import UnreachableError
from pipelines.fetch_web import Manners
from tests.builders_fetch import QUICK, breaks_off, csv, csv_of, error_of, says
from tests.fixtures_fetch import asked, kept, served  # noqa: F401

LARGE = csv_of(20_000)


def halves(cache):
    """What lies in the cache beside whole answers and their records."""
    answers = cache.folder / "answers"
    return sorted(
        path.name
        for path in answers.iterdir()
        if path.suffix not in {".body", ".json"} or ".part" in path.name
    )


@pytest.mark.parametrize("packs", [True, False])
def test_a_data_set_comes_as_it_is_published_whether_packed_or_not(ees, api, packs):
    ees.packs = packs
    data_set = ees.add("Absence", "By area", body=LARGE)
    record, body, told = csv(api, data_set)
    assert body == LARGE
    assert (record.size, record.version, record.validator) == (len(LARGE), "1.0", '"v1"')
    assert told[-1][0] == told[-1][1] == (len(gzip.compress(LARGE)) if packs else len(LARGE))


def test_a_version_in_the_cache_is_not_downloaded_again(ees, cache, api):
    data_set = ees.add("Absence", "By area")
    first = csv(api, data_set)[:2]
    assert csv(Api(ees.address, cache, QUICK), data_set)[:2] == first
    assert len(ees.paths("/csv")) == 1


def test_a_version_harmed_in_the_cache_is_downloaded_again(ees, cache, api):
    data_set = ees.add("Absence", "By area")
    _, body, _ = csv(api, data_set)
    cache.body(api.csv_address(data_set, "1.0")).write_bytes(body[:-1] + b"!")
    assert csv(api, data_set)[1] == body
    assert len(ees.paths("/csv")) == 2


@pytest.mark.parametrize("after", [0, 1, 5000])
def test_a_download_that_broke_off_goes_on_from_there(ees, api, after):
    data_set = ees.add("Absence", "By area", body=LARGE)
    ees.faults["csv"].append(breaks_off(after))
    assert csv(api, data_set)[1] == LARGE
    again = [headers for path, headers in ees.asked if "/csv" in path][1]
    assert again.get("Range") == (f"bytes={after}-" if after else None)
    assert again.get("If-Range") == ('"v1"' if after else None)


@pytest.mark.parametrize("lacks", ["ranges", "etag"])
def test_a_download_that_cannot_go_on_begins_again(ees, api, lacks):
    ees.has_ranges, ees.etag = lacks != "ranges", "" if lacks == "etag" else '"v1"'
    data_set = ees.add("Absence", "By area", body=LARGE)
    ees.faults["csv"].append(breaks_off(5000))
    assert csv(api, data_set)[1] == LARGE


def test_other_bytes_under_the_same_address_are_never_joined(ees, api):
    data_set = ees.add("Absence", "By area", body=LARGE)

    def breaks_off_and_changes(handler, body, headers):
        breaks_off(5000)(handler, body, headers)
        ees.etag, ees.csv[data_set, "1.0"] = '"v2"', csv_of(20_000, "b")

    ees.faults["csv"].append(breaks_off_and_changes)
    assert csv(api, data_set)[1] == csv_of(20_000, "b")


def test_a_range_that_was_not_asked_for_is_not_taken(ees, api):
    data_set = ees.add("Absence", "By area", body=LARGE)
    ees.faults["csv"].extend(
        [
            breaks_off(5000),
            lambda handler, body, headers: handler.say(
                206, body[9:], headers | {"Content-Range": f"bytes 9-{len(body) - 1}/{len(body)}"}
            ),
        ]
    )
    assert csv(api, data_set)[1] == LARGE


def test_what_has_arrived_waits_for_the_next_day(ees, cache, api):
    data_set = ees.add("Absence", "By area", body=LARGE)
    ees.faults["csv"].append(breaks_off(5000))
    once = Api(ees.address, cache, Manners(a_second=10_000, tries=1, backoff=0))
    error = error_of(lambda: csv(once, data_set), UnreachableError)
    assert "broke off" in error.what
    assert "5,000 bytes" in error.why
    part = cache.body(api.csv_address(data_set, "1.0")).with_suffix(".part").name
    assert halves(cache) == [part, f"{part}.json"]
    assert csv(api, data_set)[1] == LARGE
    assert ees.asked[-2][1]["Range"] == "bytes=5000-"
    assert halves(cache) == []


def test_a_packed_file_that_was_cut_is_refused_and_not_kept(ees, cache, api):
    data_set = ees.add("Absence", "By area", body=LARGE)
    ees.faults["csv"].append(lambda handler, body, headers: handler.say(200, body[:5000], headers))
    assert "cut" in error_of(lambda: csv(api, data_set), RefusedError).why
    assert halves(cache) == []
    assert csv(api, data_set)[1] == LARGE


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"a,b\n1,2\n", "time_period"),
        (b"time_period,geographic_level\n", "no rows"),
        (b"", "time_period"),
        (b'{"title": "x"}', "time_period"),
    ],
)
def test_what_is_no_published_table_is_refused(ees, cache, api, sent, why):
    data_set = ees.add("Absence", "By area")
    ees.packs, ees.csv[data_set, "1.0"] = False, sent
    assert why in error_of(lambda: csv(api, data_set), RefusedError).why
    assert halves(cache) == []


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(ees, cache):
    data_set = ees.add("Absence", "By area", body=csv_of(0) + b"0" * 3_000_000)
    small = Api(ees.address, cache, Manners(a_second=10_000, backoff=0, largest_file=1_000_000))
    assert "larger than 1,000,000" in error_of(lambda: csv(small, data_set), RefusedError).what
    assert halves(cache) == []


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_larger_than_any_is_refused(ees, cache, announced):
    data_set = ees.add("Absence", "By area", body=LARGE)
    ees.packs = False

    def without_length(handler, body, headers):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    ees.faults["csv"].extend([] if announced else [without_length])
    small = Api(ees.address, cache, Manners(a_second=10_000, backoff=0, largest_file=1000))
    error_of(lambda: csv(small, data_set), RefusedError)
    assert halves(cache) == []


@pytest.mark.parametrize("status", [403, 404])
def test_what_is_not_there_is_told_with_its_place(ees, api, status):
    data_set = ees.add("Absence", "By area")
    ees.faults["csv"].append(says(status))
    error = error_of(lambda: csv(api, data_set), SourceMissingError)
    assert data_set in error.what
    assert not isinstance(error, UnreachableError)
