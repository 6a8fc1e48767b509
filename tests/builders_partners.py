"""Tiny partners' extracts in the real format with their agreements, apart from the sample's."""

from pathlib import Path

from schemas.returns import Return
from tests.builders import LA

Row = dict[str, str]

# The head of each extract, and one lawful record of each of its tables.
HEADS = {
    "health_waits": "healthwaits",
    "nccis": "nccis",
    "social_care": "socialcare",
    "attainment": "attainment",
    "disputes": "disputes",
    "complaints": "complaintregister",
    "sendiass": "sendiass",
}
PARTNERS = tuple(HEADS)
_EPISODE = {"childid": "SC1", "upn": "", "dob": "2012-03-03", "startdate": "2024-06-03", "enddate": ""}
_EPISODE |= {"disability": "Y"}
RECORDS: dict[str, Row] = {
    "referrals": {
        "referralid": "1",
        "nhsnumber": "943 476 5919",
        "upn": "",
        "surname": "Zqavryx",
        "forename": "Vylqua",
        "dob": "2012-03-03",
        "postcode": "NE1 4XX",
        "service": "SALT",
        "referraldate": "2025-08-27",
        "decision": "A",
        "firstseendate": "",
        "diagnosisdate": "",
        "treatmentdate": "",
        "dischargedate": "",
        "note": "Zqavryx words",
    },
    "youngpeople": {
        "clientid": "CC1",
        "uln": "1000000000",
        "upn": "",
        "surname": "Zqavryx",
        "forename": "Vylqua",
        "dob": "2008-09-01",
        "postcode": "NE1 4XX",
        "senprovision": "K",
        "activity": "230",
        "activitysince": "2025-09-03",
        "confirmeddate": "",
        "supportedinternship": "",
    },
    "childreninneed": _EPISODE | {"needcategory": "N2"},
    "protectionplans": _EPISODE | {"plannumber": "1"},
    "lookedafter": _EPISODE | {"carecategory": "N1"},
    "results": {"upn": "", "urn": "108001", "measure": "GLD", "result": "M", "points": ""},
    "mediations": {
        "mediationid": "1",
        "upn": "",
        "ground": "ASSESS",
        "requesteddate": "2025-03-03",
        "mediationdate": "",
        "mediationoutcome": "",
        "certificatedate": "",
    },
    "appeals": {
        "appealid": "1",
        "upn": "",
        "ground": "CONTENT",
        "registereddate": "2025-11-03",
        "aftermediation": "N",
        "hearingdate": "",
        "appealoutcome": "",
        "decideddate": "",
    },
    "complaints": {
        "complaintid": "1",
        "body": "LA",
        "upn": "",
        "receiveddate": "2025-10-01",
        "subject": "DELAY",
        "stage": "1",
        "outcome": "",
        "closeddate": "",
        "summary": "Zqavryx words",
    },
    "advicecases": {
        "advicecaseid": "1",
        "upn": "",
        "openeddate": "2025-10-01",
        "client": "P",
        "topic": "PLAN",
        "level": "2",
        "contacts": "4",
        "closeddate": "",
    },
}
TERMS = {
    "controller": '"A partner"',
    "processor": '"The analysts"',
    "lawful_basis": '"UK GDPR article 6(1)(e)"',
    "purpose": '"To count"',
    "signed": "2025-01-10",
    "valid_from": "2025-02-01",
    "valid_until": "2039-08-31",
    "retention_years": "6",
    "contact": '"Data protection officer"',
}


def write_partner(
    raw: Path, extract: str, returned: str, *, la: str = LA, says: Row | None = None, **tables: list[Row]
) -> Path:
    """A delivery and its agreement. A record says what it is about; a table without records is a header."""
    of = Return.parse(returned)
    head = {"lea": la, "year": str(of.year), "written": "2026-01-05"}
    head |= {"month": str(of.month)} if of.month else {}
    folder = raw / la / extract / returned
    said = {HEADS[extract]: [head | (says or {})], **tables}
    for name, rows in said.items():
        like = RECORDS.get(name, head)
        _write(
            folder / f"{extract}_{returned}_{name}.csv",
            list(like | (rows[0] if rows else {})),
            [like | r for r in rows],
        )
    write_agreement(raw, extract, la=la)
    return folder


def write_agreement(raw: Path, extract: str, *, la: str = LA, **terms: str | None) -> Path:
    """An agreement in force from 1 February 2025; a term that is None is left out."""
    path = raw.parent / "agreements" / la / f"{extract}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {name: text for name, text in (TERMS | terms).items() if text is not None}
    path.write_text("".join(f"{name} = {text}\n" for name, text in said.items()), encoding="utf-8")
    return path


def _write(path: Path, header: list[str], rows: list[Row]) -> None:
    header = list(dict.fromkeys([*header, *(name for row in rows for name in row)]))
    lines = [",".join(header), *(",".join(row.get(name, "") for name in header) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
