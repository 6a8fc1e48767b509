"""What a resubmission has mended, record by record; and what is counted of a delivery's quality."""

from datetime import UTC, datetime

import pytest

from pipelines.errors import SourceMissingError
from pipelines.reports import report
from tests.builders import pupil, sen2_person, sen2_plan, upn, write_census, write_sen2
from tests.builders_reports import built

pytestmark = pytest.mark.usefixtures("few_marts")

CENSUS = "school_census.391_2019-spring"
MARCH, JUNE = datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 6, 20, tzinfo=UTC)


def census(raw, faults, order=range(2, 90)):
    name = {n: "Zqavryx" + chr(97 + n // 26) + chr(97 + n % 26) for n in order}
    write_census(raw, [pupil(f"p{n}", upn=upn(n), surname=name[n], **faults.get(n, {})) for n in order])


def changes(one):
    return {
        (c.rule, c.part): (c.cleared, c.still, c.new) for c in one.since.changes if c.part == "pupilonroll"
    }


def test_a_corrected_resubmission_clears_exactly_what_it_mends(settings, raw):
    census(raw, {10: {"ethnicity": "QQQQ"}, 11: {"ethnicity": "QQQQ"}, 12: {"sex": "7"}})
    lake = built(settings, now=MARCH)
    [rule] = {f.rule for f in report(lake, CENSUS, raw).fixes if f.rows == 2 and f.places[0].is_left_out}
    # In another order: rows tell nothing. One is mended, one is as it was, one comes anew.
    census(
        raw, {11: {"ethnicity": "QQQQ"}, 12: {"sex": "7"}, 13: {"ethnicity": "QQQQ"}}, order=range(89, 1, -1)
    )
    one = report(built(settings, now=JUNE), CENSUS, raw, since_last=True)
    assert changes(one)[rule, "pupilonroll"] == (1, 1, 1)
    standings = {p.record: p.standing for f in one.fixes if f.rule == rule for p in f.places}
    assert standings == {"p11": "still there", "p13": "new"}
    assert one.since.total("cleared") == 1
    assert one.since.before == "10 March 2026"
    assert one.since.words.startswith("Since the version of 10 March 2026: 1 cleared, ")


def test_the_records_of_a_message_are_known_again_by_their_child(settings, raw):
    def people(faulty):
        whole = [sen2_person(upn(n), sen2_plan()) for n in range(1, 30)]
        return [
            p.replace("<Sex>F</Sex>", "<Sex>9</Sex>") if n in faulty else p for n, p in enumerate(whole, 1)
        ]

    write_sen2(raw, people({5}))
    built(settings, "sen2", now=MARCH)
    write_sen2(raw, people({5})[::-1])
    one = report(built(settings, "sen2", now=JUNE), "sen2.391_2024", raw, since_last=True)
    assert (one.since.total("cleared"), one.since.total("new")) == (0, 0)


def test_a_first_delivery_has_nothing_to_be_compared_with(settings, raw):
    census(raw, {})
    with pytest.raises(SourceMissingError, match="once only"):
        report(built(settings), CENSUS, raw, since_last=True)
