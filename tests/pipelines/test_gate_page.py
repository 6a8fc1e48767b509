"""The gate's page, the register of known issues and the corrections policy that every release carries."""

import re
import subprocess
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines import gate_issues
from pipelines.errors import RefusedError, SourceMissingError
from pipelines.gate import Finding, KnownIssue, known_issues, page
from pipelines.sql import read_marts
from schemas.plausibility import EXPECTATIONS, PERIODS

ROOT = Path(__file__).parent.parent.parent
ISSUE = '[[issue]]\nid = "a"\nmarts = ["prevalence"]\nwords = "w"\nto_do = "t"\n'
_VOID = {"meta"}


class _Reader(HTMLParser):
    """The tags of a page in order, and whether each is closed."""

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.linked = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.linked += [name for name, _ in attrs if name in {"src", "href", "action", "onload"}]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def _page(*findings, state="held", issues=()):
    return page(findings, release="20261122T1758", state=state, known_issues=issues)


def _read(text):
    reader = _Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


NO = Finding(
    "counts_steady", "prevalence", "pupil_count", passed=False, words="It moved by 5 per cent at most."
)
YES = Finding("grain_once", "prevalence", "", passed=True, words="No two rows are the same.")


def test_the_page_needs_no_other_host_and_no_script():
    text = _page(NO, YES, issues=known_issues(ROOT / "data"))
    reader = _read(text)
    assert reader.linked == []
    assert {"script", "link", "img", "iframe", "form", "a"}.isdisjoint(reader.tags)
    assert not re.search(r"https?:|//|@import|url\(", text)
    assert "default-src 'none'" in text


def test_it_says_what_holds_the_release_and_what_to_do():
    text = _page(NO, YES)
    assert "State: held. Questions asked: 2, answered with no: 1." in text
    assert "It moved by 5 per cent at most." in text
    assert EXPECTATIONS["counts_steady"].on_failure in text
    assert "No two rows are the same.</td>" not in text


def test_a_release_that_passed_says_so_and_has_nothing_that_holds_it():
    text = _page(YES, state="in force")
    assert "State: in force. Questions asked: 1, all answered with yes." in text
    assert "Not as expected" not in text
    assert "None is registered." in text
    assert "Nothing was asked." in _page()


def test_what_is_said_is_text_and_never_markup():
    odd = "<script>alert('1')</script>"
    finding = Finding("grain_once", odd, odd, passed=False, words=odd)
    text = page([finding], release=odd, state=odd, known_issues=[KnownIssue(odd, (odd,), odd, odd)])
    assert "<script" not in text
    _read(text)


def test_every_expectation_is_in_words_in_general_and_of_something():
    for one in EXPECTATIONS.values():
        assert "{" not in one.words() + one.words("pupils")
        assert one.words().endswith(".")
        assert not one.words().startswith((".", ","))
        assert one.on_failure.endswith(".")


def test_what_two_marts_tell_and_periods_speak_of_columns_that_there_are():
    marts = read_marts()
    for mart in marts.values():
        counts = {column.name: column for column in mart.of_role("count")}
        for also in mart.alsos:
            [other] = [one for one in marts[also.mart].of_role("count") if one.name == also.other]
            named = {name for name, _ in also.there}
            assert named <= set(other.over)
            assert set(other.over) - named <= set(counts[also.count].over)
    dimensions = {column.name for mart in marts.values() for column in mart.of_role("dimension")}
    assert set(PERIODS) <= dimensions


def test_the_register_begins_with_what_is_known():
    found = {issue.id: issue for issue in known_issues(ROOT / "data")}
    assert found["sen2-person-level"].since == date(2023, 1, 19)
    assert found["sen2-person-level"].until is None
    assert "need_profile" in found["needs-in-spring-only"].marts


def test_a_deployment_without_a_register_has_that_of_the_code_and_its_own_takes_its_place(tmp_path):
    assert known_issues(tmp_path) == known_issues(ROOT / "data")
    (tmp_path / "known_issues.toml").write_text(ISSUE + "until = 2025-01-16\n", "utf-8")
    assert known_issues(tmp_path) == (KnownIssue("a", ("prevalence",), "w", "t", None, date(2025, 1, 16)),)
    (tmp_path / "known_issues.toml").write_text("# none yet\n", "utf-8")
    assert known_issues(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[issue]\n", "no TOML file"),
        ("[[fault]]\nid = 1\n", "speaks of fault; there is"),
        ("issue = 3\n", "a table of its own"),
        ("issue = [1]\n", "a table of its own"),
        (ISSUE.replace('id = "a"\n', ""), "issue 1 needs words in id"),
        (ISSUE.replace('"w"', '" "'), "issue 1 needs words in words"),
        (ISSUE.replace('"t"', "3"), "issue 1 needs words in to_do"),
        (ISSUE.replace('["prevalence"]', '"prevalence"'), "issue 1 needs a list of marts"),
        (ISSUE.replace('["prevalence"]', "[]"), "issue 1 needs a list of marts"),
        (ISSUE.replace("prevalence", "prevalance"), "marts that there are not: prevalance"),
        (ISSUE + 'since = "2023-01-19"\n', "needs a day such as 2023-01-19 in since, without quotes"),
        (ISSUE + "since = 2023-01-19T00:00:00\n", "needs a day such as"),
        (ISSUE + "since = 2023-01-19\nuntil = 2023-01-18\n", "ends before it begins"),
        (ISSUE + ISSUE, "two issues have the same id"),
        (ISSUE + "grade = 2\n", "issue 1 speaks of grade"),
    ],
)  # fmt: skip
def test_a_register_that_cannot_be_followed_is_refused(tmp_path, text, why):
    (tmp_path / "known_issues.toml").write_text(text, "utf-8")
    with pytest.raises(RefusedError, match=f"(?i){re.escape(why)}"):
        known_issues(tmp_path)


def test_a_register_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "known_issues.toml").write_bytes(b'[[issue]]\nid = "\xe9"\n')
    with pytest.raises(RefusedError, match="UTF-8"):
        known_issues(tmp_path)


def test_without_any_register_it_says_where_one_is(tmp_path, monkeypatch):
    monkeypatch.setattr(gate_issues, "BUILT_IN", tmp_path / "nowhere")
    with pytest.raises(SourceMissingError, match=r"data/known_issues\.toml"):
        known_issues(tmp_path)


@pytest.mark.parametrize("name", ["known_issues.toml", "corrections_policy.md"])
def test_what_every_release_carries_is_no_ignored_file(name):
    path = ROOT / "data" / name
    assert path.read_text("utf-8").strip()
    ignored = subprocess.run(["git", "check-ignore", "-q", str(path)], cwd=ROOT, check=False)
    assert ignored.returncode == 1
