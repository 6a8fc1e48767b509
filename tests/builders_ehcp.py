"""Tiny case-system extracts in the real format, lawful by default, apart from the sample's."""

from pathlib import Path

from schemas.returns import Return
from tests.builders import LA

Row = dict[str, str]


def case(key: str, **items: str) -> Row:
    """A case: a plan issued on the last lawful day of its 20 weeks, 140 days after the request."""
    return {
        "caseid": key,
        "personid": f"P{key}",
        "upn": "",
        "surname": "Zqavryx",
        "forename": "Vylqua",
        "dob": "2012-03-03",
        "postcode": "NE1 4XX",
        "receiveddate": "2025-01-06",
        "decision": "Y",
        "decisiondate": "2025-02-10",
        "assessmentoutcome": "Y",
        "assessmentoutcomedate": "2025-05-26",
        "planissueddate": "2025-05-26",
        "exceptions": "0",
        "ceasedate": "",
    } | items


def version(key: str, of: str, **items: str) -> Row:
    """The first final version of a plan, naming a school."""
    return {
        "versionid": key,
        "caseid": of,
        "version": "1",
        "status": "F",
        "issueddate": "2025-05-26",
        "sectioniurn": "108001",
    } | items


def line(key: str, of: str, **items: str) -> Row:
    """A line of section F: support in class, twelve and a half hours a week."""
    return {
        "lineid": key,
        "versionid": of,
        "section": "F",
        "provisiontype": "SUP",
        "hoursperweek": "12.5",
        "provider": "Zqavryx House",
        "description": "Support",
    } | items


def review(key: str, of: str, **items: str) -> Row:
    """A review that is due and not yet held."""
    return {"reviewid": key, "caseid": of, "duedate": "2026-05-26", "meetingdate": "", "decision": ""} | items


def write_ehcp(
    raw: Path,
    cases: list[Row],
    *,
    versions: tuple[Row, ...] = (),
    lines: tuple[Row, ...] = (),
    reviews: tuple[Row, ...] = (),
    la: str = LA,
    month: str = "2025-12",
    says: Row | None = None,
    **beside: tuple[Row, ...],
) -> Path:
    """A snapshot of the case system; ``says``: overrides of its header. A table without rows is left out.

    ``beside``: its other tables by their names, rows whole.
    """
    of = Return.parse(month)
    said = {"lea": la, "year": str(of.year), "month": str(of.month), "written": "2026-01-02"} | (says or {})
    tables: dict[str, tuple[Row, list[Row]]] = {
        "extract": (said, [said]),
        "cases": (case(""), cases),
        "planversions": (version("", ""), list(versions)),
        "provisionlines": (line("", ""), list(lines)),
        "reviews": (review("", ""), list(reviews)),
        **{name: ({}, list(rows)) for name, rows in beside.items()},
    }
    folder = raw / la / "ehcp" / month
    for name, (like, rows) in tables.items():
        if rows:
            _write(folder / f"ehcp_{month}_{name}.csv", like, rows)
    return folder


def _write(path: Path, like: Row, rows: list[Row]) -> None:
    """A header in the order of ``like`` and what the rows say beyond it, then the rows."""
    header = list(dict.fromkeys([*like, *(name for row in rows for name in row)]))
    lines = [",".join(header), *(",".join(row.get(name, "") for name in header) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
