"""A report as one page of HTML: headings, tables with captions, no script, nothing from elsewhere.

It reads in order without its style, prints, and says everything in words: colour means nothing in it.
"""

from collections.abc import Iterator, Sequence
from html import escape

from pipelines.reports import Report
from pipelines.reports_fixes import Fix
from pipelines.reports_xlsx import first_lines, how_to_read

# A page is read; beyond so many places the workbook is.
MOST_PLACES = 100
_STYLE = (
    "body{font:1rem/1.5 Arial,sans-serif;color:#0b0c0c;background:#fff;max-width:72rem}"
    "body{margin:0 auto;padding:1rem}table{border-collapse:collapse;margin:0 0 1.5rem}"
    "caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{border:1px solid #505a5f;padding:.25rem .5rem;text-align:left;vertical-align:top}"
    "td.n{text-align:right}.wide{overflow-x:auto}p,li{max-width:44rem}a{color:#1d70b8}"
    "a:focus,.wide:focus{outline:3px solid #0b0c0c;outline-offset:2px}"
)


def page(report: Report) -> str:
    """The page."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    first, *others = first_lines(report)
    title = f"{'RESTRICTED: ' * report.is_restricted}{report.heading}"
    yield "<!DOCTYPE html>"
    if report.is_restricted:
        yield "<!-- RESTRICTED -->"
    yield '<html lang="en-GB">'
    yield f'<head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style></head>"
    yield "<body><main>"
    if report.is_restricted:
        yield f"<p><strong>{escape(first)}</strong></p>"
        first, *others = others
    yield f"<h1>{escape(report.heading)}</h1>"
    yield f"<p><strong>{escape(first)}</strong></p>"
    yield from (f"<p>{escape(line)}</p>" for line in others)
    yield "<h2>How to read this</h2><ul>"
    yield from (f"<li>{escape(line)}</li>" for line in how_to_read(report))
    yield "</ul>"
    if report.fixes:
        yield from _summary(report)
    if report.schools:
        yield "<h2>Findings by school</h2>"
        yield from _table(
            "Errors and queries of each school", ("School", "Errors", "Queries"), report.schools
        )
    for number, fix in enumerate(report.fixes, 1):
        yield from _of_rule(number, fix, report)
    if report.not_run:
        yield "<h2>Rules that had nothing to look at</h2>"
        yield from _table("These are no faults", ("Rule", "Why"), report.not_run)
    yield "</main></body></html>"


def _summary(report: Report) -> Iterator[str]:
    yield "<h2>What to put right</h2>"
    rows = [(fix.rule, fix.level, fix.table, fix.rows, fix.message) for fix in report.fixes]
    links = {number: f"#fix-{number}" for number in range(1, len(rows) + 1)}
    yield from _table(
        "Errors first, then queries", ("Rule", "Level", "Table", "Rows", "What is wrong"), rows, links
    )
    if report.since:
        heads = ("Rule", "Level", "Table", "Cleared", "Still there", "New", "Not compared")
        changes = [
            (c.rule, c.level, c.part, c.cleared, c.still, c.new, c.not_compared) for c in report.since.changes
        ]
        yield "<h2>What has changed</h2>"
        yield from _table(report.since.words, heads, changes)


def _of_rule(number: int, fix: Fix, report: Report) -> Iterator[str]:
    yield f'<h2 id="fix-{number}">Rule {escape(fix.rule)} ({fix.level}), table {escape(fix.table)}</h2>'
    yield f"<p>{escape(fix.message)}</p>"
    yield f"<p>What to do: {escape(fix.to_do)}</p>"
    heads = ["File", "Ordinal" if report.is_message else "Row", "Items" if report.is_message else "Columns"]
    heads += ["Record", "School", "Left out"]
    heads += ["Since the version before"] * bool(report.since) + ["Values"] * report.is_restricted
    rows = []
    for place in fix.places[:MOST_PLACES]:
        row = [place.file, str(place.row or ""), place.columns, place.record, place.school]
        row += ["yes" if place.is_left_out else "no"]
        rows.append(row + [place.standing] * bool(report.since) + [place.value] * report.is_restricted)
    shown = f"Where it stands, {fix.rows:,} {'row' if fix.rows == 1 else 'rows'}"
    if fix.rows > MOST_PLACES:
        shown = f"Where it stands: the first {MOST_PLACES} of {fix.rows:,} rows; the workbook lists more"
    yield from _table(shown, heads, rows)


def _table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]], links: dict[int, str] | None = None
) -> Iterator[str]:
    """A table whose first column names its rows."""
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
    yield f"<caption>{escape(caption)}</caption>"
    yield (
        "<thead><tr>"
        + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
        + "</tr></thead><tbody>"
    )
    for number, (first, *cells) in enumerate(rows, 1):
        name = escape(str(first))
        if links:
            name = f'<a href="{links[number]}">{name}</a>'
        yield f'<tr><th scope="row">{name}</th>' + "".join(map(_cell, cells)) + "</tr>"
    yield "</tbody></table></div>"


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f'<td class="n">{value:,}</td>'
    return f"<td>{escape(str(value))}</td>"
