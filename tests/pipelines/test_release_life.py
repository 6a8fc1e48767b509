"""What is released, held, put off, approved and withdrawn, and what the log and the reader are told of it."""

from datetime import date, timedelta

import pytest

from pipelines import audit_chain, ledger, release_held, release_life, released
from pipelines.audit import log_of
from pipelines.audit_verify import verify
from pipelines.errors import OutOfDateError, UsageError
from pipelines.lake import Lake
from pipelines.ledger import Ledger
from pipelines.release_folder import current_release, manifest_of
from pipelines.release_make import Terms
from pipelines.release_state import Decision
from tests.builders_release import NOON, ODD, WELL, Bench, note, stamp

ANN = "ann"


@pytest.fixture
def bench(settings, monkeypatch):
    return Bench(settings, monkeypatch)


def decision(minute=30, **more):
    return Decision("Head of analysis", "Checked.", NOON.replace(minute=minute), **more)


def noted(settings):
    return [(entry.what, entry.about, entry.who) for entry in audit_chain.entries(log_of(settings.lake))]


def test_what_the_gate_believes_is_public_at_once(bench, settings):
    bench.finds = (WELL,)
    made = bench.release()
    assert made.current == current_release(settings.marts)
    assert made.held is None
    assert (made.current / "plausibility.html").is_file()
    assert noted(settings) == [("released", stamp(1), ANN)]


def test_the_same_again_is_nothing(bench):
    first = bench.release()
    again = bench.release()
    assert again.current == first.current
    assert not again.is_new


def test_what_the_gate_does_not_believe_is_held_and_nothing_else_changes(bench, settings):
    first = bench.release()
    bench.base, bench.finds = 60, (WELL, ODD)
    made = bench.release()
    assert made.current == first.current == current_release(settings.marts)
    assert made.held == settings.marts / "held" / stamp(2)
    again = bench.release()
    assert again.held == made.held
    assert not again.is_new
    assert noted(settings)[1:] == [("release-held", stamp(2), ANN)]


def test_an_approved_draft_is_public_and_the_log_says_by_whom(bench, settings):
    bench.finds = (ODD,)
    bench.release()
    made = release_life.approve(settings, stamp(1), decision(), who=ANN)
    assert made == current_release(settings.marts)
    assert noted(settings) == [
        ("release-held", stamp(1), ANN),
        ("release-approved", stamp(1), "Head of analysis (ann)"),
        ("released", stamp(1), ANN),
    ]
    [told] = verify(settings)
    assert told.unnoted == ()


def test_what_is_no_draft_is_not_approved(bench, settings):
    bench.release()
    with pytest.raises(UsageError, match="is public already"):
        release_life.approve(settings, stamp(1), decision(), who=ANN)
    with pytest.raises(UsageError, match="There is no release 2025") as none:
        release_life.approve(settings, "2025", decision(), who=ANN)
    assert f"{stamp(1)} (published)" in none.value.why
    release_life.withdraw(settings, stamp(1), decision(), who=ANN)
    with pytest.raises(UsageError, match="was withdrawn"):
        release_life.approve(settings, stamp(1), decision(), who=ANN)


def test_a_draft_under_embargo_is_approved_now_and_public_then(bench, settings):
    bench.finds = (ODD,)
    bench.release(Terms(embargo=NOON + timedelta(hours=1)))
    held = release_life.approve(settings, stamp(1), decision(), who=ANN)
    assert held.parent.name == "held"
    assert current_release(settings.marts) is None
    with pytest.raises(UsageError, match="waits for nothing but its time"):
        release_life.approve(settings, stamp(1), decision(), who=ANN)
    assert release_life.due(settings, NOON + timedelta(minutes=59)) == []
    [made] = release_life.publish_due(settings, NOON + timedelta(hours=1), who=ANN)
    assert made == current_release(settings.marts)
    assert manifest_of(made)["approved"]["by"] == "Head of analysis"


def test_any_later_release_publishes_what_is_due_first(bench, settings):
    bench.release(Terms(embargo=NOON.replace(minute=2)))
    assert current_release(settings.marts) is None
    made = bench.release()
    assert [one.name for one in made.published] == [stamp(1)]
    assert made.current.name == stamp(1)


def test_an_embargo_holds_back_whatever_is_built_before_it_ends(bench, settings):
    bench.release(Terms(embargo=NOON.replace(minute=30)))
    bench.base = 60
    made = bench.release()
    assert made.current is None
    assert manifest_of(made.held)["embargo_until"] == "2026-04-01T12:30:00+00:00"
    assert bench.folders("held") == [stamp(2)]


def test_an_embargo_is_moved_and_lifted(bench, settings):
    bench.release(Terms(embargo=NOON.replace(minute=30)))
    moved = bench.release(Terms(embargo=NOON.replace(minute=40)))
    assert manifest_of(moved.held)["embargo_until"] == "2026-04-01T12:40:00+00:00"
    lifted = bench.release(Terms(lifts_embargo=True))
    assert lifted.held is None
    assert lifted.current == current_release(settings.marts)


def test_a_draft_of_what_is_no_longer_in_force_is_put_away(bench):
    bench.release()
    bench.base, bench.finds = 60, (ODD,)
    bench.release()
    bench.base = 50
    bench.release()
    assert bench.folders("held") == []


def test_withdrawn_figures_do_not_come_back_by_themselves(bench, settings):
    bench.release()
    release_life.withdraw(settings, stamp(1), decision(), who=ANN)
    made = bench.release()
    assert (made.current, made.withdrawn, made.is_new) == (None, stamp(1), False)
    asked = bench.release(Terms(is_asked=True))
    assert [one["expectation"] for one in manifest_of(asked.held)["held_for"]] == ["withdrawn_before"]
    assert noted(settings)[1] == ("release-withdrawn", stamp(1), "Head of analysis (ann)")


def test_what_replaces_a_withdrawn_release_must_be_there(bench, settings):
    bench.release()
    with pytest.raises(UsageError, match="no release to stand in its place"):
        release_life.withdraw(settings, stamp(1), decision(replaced_by=stamp(1)), who=ANN)
    bench.base = 60
    bench.release()
    left = release_life.withdraw(settings, stamp(1), decision(replaced_by=stamp(2)), who=ANN)
    assert left.name == stamp(2)
    told = {one.release: one for one in release_life.listed(settings)}
    assert told[stamp(1)].withdrawn["replaced_by"] == stamp(2)
    assert told[stamp(2)].is_current


def test_an_embargoed_release_that_is_withdrawn_is_never_published(bench, settings):
    bench.release(Terms(embargo=NOON.replace(minute=30)))
    release_life.withdraw(settings, stamp(1), decision(), who=ANN)
    assert release_life.publish_due(settings, NOON + timedelta(days=1), who=ANN) == []


def test_a_reader_is_told_why_there_is_nothing_to_read(bench, settings):
    with pytest.raises(OutOfDateError, match="There is no release yet"):
        released.release_in_force(settings)
    bench.finds = (ODD,)
    bench.release()
    with pytest.raises(OutOfDateError, match="the newest is held"):
        released.release_in_force(settings)
    release_life.approve(settings, stamp(1), decision(), who=ANN)
    release_life.withdraw(settings, stamp(1), decision(), who=ANN)
    with pytest.raises(OutOfDateError, match="every one was withdrawn"):
        released.release_in_force(settings)


def test_a_damaged_manifest_is_told_and_not_a_bug(bench, settings):
    made = bench.release().current
    (made / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(OutOfDateError, match="cannot be read"):
        release_life.listed(settings)


def test_a_release_is_in_the_ledger_before_its_folder_is_there(bench, settings, monkeypatch):
    enter, there = Ledger.enter, []

    def entered(book, release):
        there.append((release, bench.folders("releases"), bench.folders("held")))
        enter(book, release)

    monkeypatch.setattr(Ledger, "enter", entered)
    bench.release()
    bench.base, bench.finds = 60, (ODD,)
    bench.release()
    assert there == [(stamp(1), [], []), (stamp(2), [stamp(1)], [])]
    lake = Lake(settings.lake)
    assert {stamp(1), stamp(2)} <= set(lake.partitions(ledger.CELL))
    assert lake.partitions(ledger.PUBLIC) == [stamp(1)]


def test_a_draft_is_not_approved_once_another_was_protected_without_it(bench, settings):
    bench.release()
    bench.base, bench.finds = 60, (ODD,)
    held = bench.release().held
    # A build that ended, or was asked to end, before it came to release.
    bench.base = 70
    bench.protect()
    with pytest.raises(OutOfDateError, match="is not what the lake holds now"):
        release_life.approve(settings, held.name, decision(), who=ANN)
    assert manifest_of(held)["state"] == "draft"
    bench.base = 60
    bench.protect()
    assert release_life.approve(settings, held.name, decision(), who=ANN) == current_release(settings.marts)


def test_marts_protected_before_another_release_came_out_are_not_released(bench, settings, monkeypatch):
    spring = Ledger(Lake(settings.lake), date(2026, 3, 31))
    note(spring, bench.table())
    spring.enter(stamp(1))
    bench.base = 60
    bench.protect()
    # A release of a past day, made public while this one waits to be written.
    spring.publish(stamp(1))
    with monkeypatch.context() as patch:
        patch.setattr(bench, "protect", lambda: None)
        with pytest.raises(OutOfDateError, match="Another release came out since"):
            bench.release()
    assert bench.folders("releases") == bench.folders("held") == []
    assert bench.release().is_new


def test_what_is_protected_after_an_approval_counts_the_draft_until_its_time(bench, settings):
    bench.finds = (ODD,)
    bench.release(Terms(embargo=NOON.replace(minute=30)))
    release_life.approve(settings, stamp(1), decision(10), who=ANN)
    bench.base = 60
    bench.protect()
    [made] = release_life.publish_due(settings, NOON.replace(minute=30), who=ANN)
    assert made.name == stamp(1)


@pytest.mark.parametrize("is_embargoed", [False, True])
def test_an_older_release_held_is_put_away_though_the_newer_was_killed_and_withdrawn(
    bench, settings, monkeypatch, is_embargoed
):
    if is_embargoed:
        bench.release(Terms(embargo=NOON.replace(minute=30)))
    else:
        bench.finds = (ODD,)
        bench.release()
    bench.base, bench.finds = 60, ()
    with monkeypatch.context() as killed:
        killed.setattr(release_held, "drop", lambda _: None)
        bench.release(Terms(embargo=None, lifts_embargo=True))
    assert bench.folders("held") == [stamp(1)]
    release_life.withdraw(settings, stamp(2), decision(20), who=ANN)
    assert release_life.publish_due(settings, NOON.replace(minute=31), who=ANN) == []
    with pytest.raises(UsageError, match="There is no release"):
        release_life.approve(settings, stamp(1), decision(), who=ANN)
    assert bench.folders("held") == []


@pytest.mark.parametrize("step", ["point", "note_public"])
def test_what_became_public_in_a_killed_run_is_noted_by_the_next(bench, settings, monkeypatch, step):
    def killed(*_, **__):
        raise KeyboardInterrupt

    bench.release(Terms(embargo=NOON.replace(minute=30)))
    with monkeypatch.context() as patch:
        patch.setattr(release_held if step == "point" else release_life, step, killed)
        if step == "point":
            # As if the process were gone: nothing is taken back.
            patch.setattr(release_held.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            release_life.publish_due(settings, NOON.replace(minute=30), who=ANN)
    assert Lake(settings.lake).partitions(ledger.PUBLIC) == []
    assert release_life.publish_due(settings, NOON.replace(minute=31), who=ANN) == []
    assert current_release(settings.marts).name == stamp(1)
    assert Lake(settings.lake).partitions(ledger.PUBLIC) == [stamp(1)]
    assert noted(settings)[-1] == ("released", stamp(1), ANN)
    [told] = verify(settings)
    assert told.unnoted == ()
