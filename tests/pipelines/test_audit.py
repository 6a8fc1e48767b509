"""The audit log: what is noted, that nothing else is, and that no change of it goes unseen."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import audit, audit_chain
from pipelines.audit_chain import BrokenLogError, Head
from pipelines.audit_verify import verify
from pipelines.errors import CONTRACT_BROKEN
from pipelines.settings import Settings
from tests.builders_audit import JUNE, MANY, SCHOOLS, STAMP, head_of, settings_at, write_log, write_release


@cache
def original():
    """The lines of a log."""
    with TemporaryDirectory() as root:
        write_log(Path(root))
        return audit.log_of(Path(root)).read_bytes().splitlines(keepends=True)


def judged(lines, *, released=MANY):
    """Verify these lines as the log of a lake, of which a release was made after so many of the original."""
    with TemporaryDirectory() as root:
        settings = settings_at(root)
        log = audit.log_of(settings.lake)
        log.parent.mkdir(parents=True)
        log.write_bytes(b"".join(lines))
        head = head_of(original()[:released])
        write_release(settings, {"audit": {"entries": head.entries, "head": head.hash}})
        return verify(settings)[0]


def why_broken(lines, **of):
    with pytest.raises(BrokenLogError) as error:
        judged(lines, **of)
    assert error.value.code == CONTRACT_BROKEN
    assert error.value.hint
    return f"{error.value.what} {error.value.why}"


def sealed(entries):
    """The lines of a chain made of these entries anew."""
    head, lines = Head(), []
    for entry in entries:
        made = entry.after(head)
        head = made.head
        lines.append(made.line + b"\n")
    return lines


def read_all(lines):
    return [audit_chain.read(line.rstrip(b"\n")) for line in lines]


PLACES = st.integers(0, MANY - 1)
OTHER = {
    "n": lambda n: n + 1,
    "at": lambda at: at.replace("2026", "2025"),
    "who": lambda who: who + "e",
    "what": lambda _: "refused",
    "about": lambda about: about.replace("391", "812"),
    "counts": lambda counts: {**counts, "rejects": counts["rejects"] - 1},
    "previous": lambda text: text[::-1] if text != text[::-1] else "1" * 64,
    "hash": lambda text: text[::-1],
}


def test_a_log_as_it_was_written_verifies():
    found = judged(original())
    assert (found.head, found.torn, found.releases) == (head_of(original()), 0, 1)
    assert found.head.entries == MANY


@given(PLACES, st.sampled_from(sorted(OTHER)), st.booleans())
def test_an_edit_of_any_field_is_seen_also_under_a_seal_of_its_own(place, name, is_resealed):
    lines = list(original())
    entry = read_all(lines)[place]
    edited = replace(entry, **{name: OTHER[name](getattr(entry, name))})
    if is_resealed and name != "hash":
        edited = replace(edited, hash=edited.seal)
    lines[place] = edited.line + b"\n"
    assert "entry" in why_broken(lines).casefold()


@given(PLACES, st.data())
def test_a_change_of_any_byte_is_seen(place, data):
    lines = list(original())
    at = data.draw(st.integers(0, len(lines[place]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != lines[place][at]))
    lines[place] = lines[place][:at] + bytes([byte]) + lines[place][at + 1 :]
    why_broken(lines)


@given(PLACES)
def test_a_dropped_line_is_seen(place):
    lines = [line for number, line in enumerate(original()) if number != place]
    said = why_broken(lines)
    if place < MANY - 1:
        assert f"entry {place + 1}. Its line was dropped" in said
    else:
        assert "holds 7: the end was cut off" in said


@given(st.lists(PLACES, min_size=2, max_size=2, unique=True).map(sorted))
def test_lines_that_changed_places_are_seen(places):
    lines = list(original())
    first, second = places
    lines[first], lines[second] = lines[second], lines[first]
    assert f"entry {first + 1}. Lines were reordered" in why_broken(lines)


@given(PLACES, st.integers(0, MANY))
def test_a_doubled_line_is_seen(place, to):
    lines = list(original())
    lines.insert(to, lines[place])
    said = why_broken(lines)
    assert "reordered" in said if to < place else f"entry {place + 1}. Its line is doubled" in said


@given(st.integers(0, len(b"".join(original())) - 1))
def test_a_log_cut_anywhere_before_the_head_of_a_release_is_seen(size):
    whole = b"".join(original())
    said = why_broken([whole[:size]])
    assert ("torn end" in said) is (size > 0 and whole[size - 1 : size] != b"\n")
    assert "torn end" in said or f"Release {STAMP} no longer fits" in said


def test_what_was_noted_after_the_last_release_is_vouched_for_by_the_chain_only():
    assert judged(original()[:6], released=6).head.entries == 6
    assert "holds 5" in why_broken(original()[:5], released=6)


@given(PLACES)
def test_a_chain_written_anew_as_a_whole_is_seen(place):
    entries = read_all(original())
    entries[place] = replace(entries[place], who="somebody else")
    lines = sealed(entries)
    assert "the log was written anew" in why_broken(lines)
    # Of the lines before, the release knows nothing else.
    assert judged(lines, released=place).head.entries == MANY if place else True


def test_an_empty_line_and_a_line_of_something_else_are_seen():
    lines = list(original())
    assert "entry 3. Its line was edited" in why_broken([*lines[:2], b"\n", *lines[2:]])
    assert "entry 9. Its line was edited" in why_broken([*lines, b"# all is well\n"])


@given(st.data())
def test_a_line_torn_anywhere_is_closed_and_noted_and_no_byte_is_taken_out(data):
    lines = original()
    size = data.draw(st.integers(0, len(lines[-1]) - 1))
    left = b"".join(lines[:-1]) + lines[-1][:size]
    with TemporaryDirectory() as root:
        settings = settings_at(root)
        log = audit.log_of(settings.lake)
        log.parent.mkdir(parents=True)
        log.write_bytes(left)
        audit.note(settings.lake, audit.WITHDRAWN, SCHOOLS, who="ann", now=JUNE)
        [found] = verify(settings)
        assert log.read_bytes().startswith(left)
        is_whole = size == len(lines[-1]) - 1
        assert found.torn == (0 if is_whole or size == 0 else 1)
        last, *_ = reversed(list(audit_chain.entries(log)))
        assert (last.what, last.n) == ("withdrawn", found.head.entries)
        if found.torn:
            torn = next(one for one in audit_chain.entries(log) if one.what == "torn")
            assert torn.counts == {"bytes": size}
            assert torn.about == audit_chain.sha256(lines[-1][:size])


def test_a_note_torn_while_it_closed_a_torn_line_is_closed_too(tmp_path):
    settings = settings_at(tmp_path)
    write_log(settings.lake, 2)
    log = audit.log_of(settings.lake)
    for torn in (b'{"about":', b'\n{"about":"e3b0', b'x":1}\n'):
        with log.open("ab") as file:
            file.write(torn)
        audit.note(settings.lake, audit.WITHDRAWN, SCHOOLS, who="ann", now=JUNE)
    [found] = verify(settings)
    assert (found.torn, found.head.entries) == (3, 8)


def test_what_stands_for_a_torn_line_is_what_was_noted(tmp_path):
    settings = settings_at(tmp_path)
    write_log(settings.lake, 2)
    log = audit.log_of(settings.lake)
    with log.open("ab") as file:
        file.write(b'{"about":')
    audit.note(settings.lake, audit.WITHDRAWN, SCHOOLS, who="ann", now=JUNE)
    log.write_bytes(log.read_bytes().replace(b'{"about":\n', b'{"above":\n'))
    with pytest.raises(BrokenLogError, match="entry 3"):
        verify(settings)


def test_nothing_is_added_to_a_log_whose_last_line_was_altered(tmp_path):
    write_log(tmp_path, 3)
    log = audit.log_of(tmp_path)
    log.write_bytes(log.read_bytes().replace(b'"rejects":3', b'"rejects":0'))
    before = log.read_bytes()
    with pytest.raises(BrokenLogError, match="send audit verify"):
        audit.note(tmp_path, audit.WITHDRAWN, SCHOOLS, who="ann", now=JUNE)
    assert log.read_bytes() == before


def test_to_add_an_entry_only_the_end_is_read(tmp_path, monkeypatch):
    write_log(tmp_path)
    log = audit.log_of(tmp_path)
    first, *rest = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"x" * (len(first) - 1) + b"\n" + b"".join(rest))
    monkeypatch.setattr(audit_chain, "_BLOCK", 7)
    audit.note(tmp_path, audit.WITHDRAWN, SCHOOLS, who="ann", now=JUNE)
    assert audit.said_of(tmp_path)["entries"] == MANY + 1


def test_the_log_is_for_its_owner_only(tmp_path):
    write_log(tmp_path, 1)
    log = audit.log_of(tmp_path)
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700


NOTING = """
import sys
from pathlib import Path
from pipelines import audit
for _ in range(15):
    audit.note(Path(sys.argv[1]), audit.LINKED, counts={"persons": 2}, who=sys.argv[2])
"""


def test_processes_and_threads_that_write_at_once_make_one_chain(tmp_path):
    settings = settings_at(tmp_path)
    command = [sys.executable, "-c", NOTING, str(settings.lake)]
    with subprocess.Popen([*command, "ann"]) as one, subprocess.Popen([*command, "bob"]) as two:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda _: audit.note(settings.lake, audit.LINKED, who="eve"), range(20)))
        assert (one.wait(), two.wait()) == (0, 0)
    assert verify(settings)[0].head.entries == 50


@pytest.mark.parametrize(
    ("event", "about", "counts"),
    [
        (audit.ACCEPTED, "sen2.Zqavryx", {}),
        (audit.ACCEPTED, "sen2.391_2025/Zqavryx.csv", {}),
        (audit.LINKED, "Zqavryx", {}),
        (audit.RELEASED, "current", {}),
        (audit.REKEYED, "Zqavryx", {}),
        (audit.ACCEPTED, SCHOOLS, {"Zqavryx": 1}),
    ],
)
def test_what_is_no_lawful_name_is_not_noted_and_not_told(tmp_path, event, about, counts):
    with pytest.raises(ValueError, match=event.word) as error:
        audit.note(tmp_path, event, about, counts, who="ann")
    assert "Zqavryx" not in str(error.value)
    assert not audit.log_of(tmp_path).exists()


def test_only_whole_numbers_are_counted(tmp_path):
    with pytest.raises(TypeError):
        audit.note(tmp_path, audit.LINKED, counts={"persons": "Zqavryx"}, who="ann")


def test_who_is_at_work_is_said_or_known_to_the_system(tmp_path, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "eve")
    assert Settings.from_environment({"SEND_ROOT": str(tmp_path), "SEND_BY": "ann"}).by == "ann"
    assert Settings.from_environment({"SEND_ROOT": str(tmp_path)}).by == "eve"
    monkeypatch.setattr("getpass.getuser", lambda: {}["nobody"])
    assert Settings.from_environment({"SEND_ROOT": str(tmp_path)}).by == "unknown"


def test_a_name_that_would_command_a_terminal_is_made_plain(tmp_path):
    audit.note(tmp_path, audit.LINKED, who="ann\x1b[2J\n" + "x" * 200)
    [entry] = audit_chain.entries(audit.log_of(tmp_path))
    assert entry.who.startswith("ann?[2J?x")
    assert len(entry.who) == 100
