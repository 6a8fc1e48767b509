"""What the gate found, as one page of HTML: no script, nothing from elsewhere, no figure of a mart.

It reads in order without its style, prints, and says everything in words: colour means nothing in it.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from pipelines.gate_issues import KnownIssue
from schemas.plausibility import EXPECTATIONS

if TYPE_CHECKING:  # which hands this page on
    from pipelines.gate import Finding

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = (
    "body{font:1rem/1.5 Arial,sans-serif;color:#0b0c0c;background:#fff;max-width:72rem}"
    "body{margin:0 auto;padding:1rem}table{border-collapse:collapse;margin:0 0 1.5rem}"
    "caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{border:1px solid #505a5f;padding:.25rem .5rem;text-align:left;vertical-align:top}"
    "td.n{text-align:right}.wide{overflow-x:auto}p,li{max-width:44rem}"
    ".wide:focus{outline:3px solid #0b0c0c;outline-offset:2px}"
)
_WHOLE = "the whole release"


def page(
    findings: Sequence["Finding"], *, release: str, state: str, known_issues: Sequence[KnownIssue]
) -> str:
    """The page of a release that is in this state, such as held or in force."""
    return "\n".join(_lines(findings, release, state, known_issues)) + "\n"


def _lines(
    findings: Sequence["Finding"], release: str, state: str, known_issues: Sequence[KnownIssue]
) -> Iterator[str]:
    title = f"Is release {release} believable?"
    failed = [finding for finding in findings if not finding.passed]
    yield "<!DOCTYPE html>"
    yield '<html lang="en-GB">'
    yield f'<head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style></head>"
    yield f"<body><main><h1>{escape(title)}</h1>"
    yield f"<p><strong>State: {escape(state)}. {_summary(len(findings), len(failed))}</strong></p>"
    yield (
        "<p>Each release is held against itself and against the last one in force. Only figures that both "
        "show are compared, and no figure stands on this page.</p>"
    )
    if failed:
        yield "<h2>Not as expected</h2>"
        yield from _failed(failed)
    yield "<h2>What was asked</h2>"
    yield from _asked(findings)
    yield "<h2>Known issues</h2>"
    yield from _known(known_issues)
    yield "</main></body></html>"


def _summary(asked: int, failed: int) -> str:
    if not asked:
        return "Nothing was asked."
    if not failed:
        return f"Questions asked: {asked:,}, all answered with yes."
    return f"Questions asked: {asked:,}, answered with no: {failed:,}."


def _failed(failed: Sequence["Finding"]) -> Iterator[str]:
    rows = [
        (one.mart or _WHOLE, one.column or "all", one.words, EXPECTATIONS[one.expectation].on_failure)
        for one in failed
    ]
    yield from _table("What holds the release", ("Mart", "Column", "Expected", "What to do"), rows)


def _asked(findings: Sequence["Finding"]) -> Iterator[str]:
    rows = []
    for id_, expectation in EXPECTATIONS.items():
        answers = [finding.passed for finding in findings if finding.expectation == id_]
        rows.append((id_, expectation.words(), len(answers), answers.count(False)))
    heads = ("Expectation", "In words", "Asked", "Answered with no")
    yield from _table("Nought asked: there was nothing to hold it against", heads, rows)


def _known(issues: Sequence[KnownIssue]) -> Iterator[str]:
    if not issues:
        yield "<p>None is registered.</p>"
        return
    rows = [
        (one.id, ", ".join(one.marts), one.since or "always", one.until or "open", one.words, one.to_do)
        for one in issues
    ]
    heads = ("Issue", "Marts", "Since", "Until", "What it is", "What a reader does")
    yield from _table("To bear in mind", heads, rows)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """A table whose first column names its rows."""
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
    yield f"<caption>{escape(caption)}</caption><thead><tr>"
    yield "".join(f'<th scope="col">{escape(head)}</th>' for head in heads) + "</tr></thead><tbody>"
    for first, *cells in rows:
        yield f'<tr><th scope="row">{escape(str(first))}</th>' + "".join(map(_cell, cells)) + "</tr>"
    yield "</tbody></table></div>"


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f'<td class="n">{value:,}</td>'
    return f"<td>{escape(str(value))}</td>"
