"""The same three plans as three systems export them, typed by hand, and the mapping of each."""

# ruff: noqa: E501

from pathlib import Path

import xlsxwriter

from tests.builders import upn

# One wide CSV file, a row a plan: days DD/MM/YYYY, hours a term, provision in numbered groups.
WIDE = f"""\
Ref No,Pupil ID,UPN,Last Name,First Name,DOB,Home Post Code,Date Req Rec'd,Requested By,Assess?,Decided On,Outcome,Final Issued,Late Reason,Plan Ref,Plan No,State,Sent,School URN,Provision 1 type,Provision 1 hrs term,Provision 1 by,Provision 2 type,Provision 2 hrs term,Provision 2 by,Social Worker
C1,P1,{upn(1)},Zqavryx,Vylqua,03/02/2012,NE1 1AA,06/01/2025,School,Agreed,10/02/2025,Plan,26/05/2025,N,C1/1,1,Final,26/05/2025,108001,TA,158.3333,School,Speech,12.6667,NHS,Qvarz
C2,P2,{upn(2)},Zqavryy,Vylqub,12/11/2014,NE1 1AB,13/03/2025,Parent,Agreed,02/04/2025,Plan,01/08/2025,Y,C2/1,1,Draft,01/08/2025,108002,Speech,6.3333,NHS,,,,Qvarz
C3,P3,,Zqavryz,Vylquc,01/09/2018,,04/05/2025,School,Refused,05/06/2025,,,N,,,,,,,,,,,,
"""
WIDE_TOML = """\
extract = "ehcp"
supplier = "widecase"

[[sheet]]
title = "plans"
aside = ["Social Worker"]

[[sheet.record]]
part = "cases"
[sheet.record.columns]
"Ref No" = "case_id"
"Pupil ID" = "system_person"
"UPN" = "upn"
"Last Name" = "surname"
"First Name" = "forename"
"DOB" = { item = "birth_date", dates = "%d/%m/%Y" }
"Home Post Code" = "postcode"
"Date Req Rec'd" = { item = "received_date", dates = "day first" }
"Requested By" = { item = "request_source", words = { School = "2", Parent = "1" } }
"Assess?" = { item = "decision", words = { Agreed = "Y", Refused = "N" } }
"Decided On" = { item = "decision_date", dates = "%d/%m/%Y" }
"Outcome" = { item = "assessment_outcome", words = { Plan = "Y" } }
"Final Issued" = { item = "plan_issued_date", dates = "%d/%m/%Y" }
"Late Reason" = "exceptions_apply"

[[sheet.record]]
part = "planversions"
given = "Plan Ref"
[sheet.record.columns]
"Plan Ref" = "version_id"
"Ref No" = "case_id"
"Plan No" = "version"
"State" = "status"
"Sent" = { item = "issued_date", dates = "%d/%m/%Y" }
"School URN" = "section_i_urn"

[[sheet.record]]
part = "provisionlines"
repeat = 2
key = ["Plan Ref", "={n}"]
given = "Provision {n} type"
fixed = { section = "F" }
[sheet.record.columns]
"Plan Ref" = "version_id"
"Provision {n} type" = { item = "provision_type", words = { TA = "SUP", Speech = "SLT" } }
"Provision {n} hrs term" = { item = "hours_per_week", unit = "hours per term" }
"Provision {n} by" = { item = "delivered_by", words = { School = "S" } }
"""

# A workbook of several sheets under local headers and words; days with a year of two digits.
_SHEETS = {
    "Children and requests": [
        ["Case", "Person No.", "UPN", "Family name", "Given name", "Born", "Postcode", "Request in", "From",
         "Decision", "Decision on", "Panel", "EHCP issued", "Exception?"],
        ["C1", "P1", upn(1), "Zqavryx", "Vylqua", "03/02/12", "NE1 1AA", "06/01/25", "Setting", "Will assess",
         "10/02/25", "Issue", "26/05/25", "none"],
        ["C2", "P2", upn(2), "Zqavryy", "Vylqub", "12/11/14", "NE1 1AB", "13/03/25", "Family", "Will assess",
         "02/04/25", "Issue", "01/08/25", "applies"],
        ["C3", "P3", "", "Zqavryz", "Vylquc", "01/09/18", "", "04/05/25", "Setting", "Will not assess",
         "05/06/25", "", "", "none"],
    ],
    "EHC plans": [
        ["Case", "Issue", "Kind", "Day sent", "Named school"],
        ["C1", 1, "FNL", "26/05/25", 108001],
        ["C2", 1, "DFT", "01/08/25", 108002],
    ],
    "Section F": [
        ["Case", "Issue", "Line", "Support", "Hours a fortnight", "Provider type"],
        ["C1", 1, 1, "LSA", 25, "S"],
        ["C1", 1, 2, "Therapy (speech)", 2, "H"],
        ["C2", 1, 1, "Therapy (speech)", 1, "H"],
    ],
    "Notes": [["Anything"], ["at all"]],
}  # fmt: skip
SHEETS_TOML = """\
extract = "ehcp"
supplier = "sheetcase"
version = 3

[[sheet]]
title = "Children and requests"
[[sheet.record]]
part = "cases"
[sheet.record.columns]
"Case" = "case_id"
"Person No." = "system_person"
"UPN" = "upn"
"Family name" = "surname"
"Given name" = "forename"
"Born" = { item = "birth_date", dates = "%d/%m/%y" }
"Postcode" = "postcode"
"Request in" = { item = "received_date", dates = "%d/%m/%y" }
"From" = { item = "request_source", words = { Setting = "2", Family = "1" } }
"Decision" = { item = "decision", words = { "Will assess" = "Y", "Will not assess" = "N" } }
"Decision on" = { item = "decision_date", dates = "%d/%m/%y" }
"Panel" = { item = "assessment_outcome", words = { Issue = "Y" } }
"EHCP issued" = { item = "plan_issued_date", dates = "%d/%m/%y" }
"Exception?" = { item = "exceptions_apply", words = { none = "no", applies = "yes" } }

[[sheet]]
title = "EHC plans"
[[sheet.record]]
part = "planversions"
key = ["Case", "Issue"]
[sheet.record.columns]
"Case" = "case_id"
"Issue" = "version"
"Kind" = { item = "status", words = { FNL = "F", DFT = "D" } }
"Day sent" = { item = "issued_date", dates = "%d/%m/%y" }
"Named school" = "section_i_urn"

[[sheet]]
title = "Section F"
[[sheet.record]]
part = "provisionlines"
key = ["Case", "Issue", "Line"]
parent = ["Case", "Issue"]
fixed = { section = "F" }
[sheet.record.columns]
"Support" = { item = "provision_type", words = { LSA = "SUP", "Therapy (speech)" = "SLT" } }
"Hours a fortnight" = { item = "hours_per_week", unit = "hours per fortnight" }
"Provider type" = "delivered_by"
"""

# Long files, a table each, as a reporting tool cuts them: ISO days, but month-first in one; minutes.
LONG = {
    "rpt_request.csv": f"""\
request_key,client,pupil_no,sname,fname,birth,pcode,request_received,route,assess_decision,assess_on,plan_decision,plan_first_issued,exempt
C1,P1,{upn(1)},Zqavryx,Vylqua,2012-02-03,NE1 1AA,2025-01-06,EDU,Y,2025-02-10,Y,05/26/2025,FALSE
C2,P2,{upn(2)},Zqavryy,Vylqub,2014-11-12,NE1 1AB,2025-03-13,PAR,Y,2025-04-02,Y,08/01/2025,TRUE
C3,P3,,Zqavryz,Vylquc,2018-09-01,,2025-05-04,EDU,N,2025-06-05,,,FALSE
""",
    "rpt_version.csv": """\
version_key,request_key,seq,version_state,issued,estab
C1/1,C1,1,20,05/26/2025,108001
C2/1,C2,1,10,08/01/2025,108002
""",
    "rpt_provision.csv": """\
version_key,ordinal,plan_part,category,mins_per_week,who
C1/1,1,F,SUP,750,LEA-SCH
C1/1,2,F,SLT,60,HLTH
C2/1,1,F,SLT,30,HLTH
""",
}
LONG_TOML = """\
extract = "ehcp"
supplier = "longcase"

[[sheet]]
title = "request"
name = "rpt_request*"
[[sheet.record]]
part = "cases"
[sheet.record.columns]
request_key = "case_id"
client = "system_person"
pupil_no = "upn"
sname = "surname"
fname = "forename"
birth = { item = "birth_date", dates = "iso" }
pcode = "postcode"
request_received = { item = "received_date", dates = "iso" }
route = { item = "request_source", words = { EDU = "2", PAR = "1" } }
assess_decision = "decision"
assess_on = { item = "decision_date", dates = "iso" }
plan_decision = "assessment_outcome"
plan_first_issued = { item = "plan_issued_date", dates = "month first" }
exempt = "exceptions_apply"

[[sheet]]
title = "version"
name = "rpt_version*"
[[sheet.record]]
part = "planversions"
[sheet.record.columns]
version_key = "version_id"
request_key = "case_id"
seq = "version"
version_state = { item = "status", words = { 10 = "D", 20 = "F" } }
issued = { item = "issued_date", dates = "%m/%d/%Y" }
estab = "section_i_urn"

[[sheet]]
title = "provision"
name = "rpt_provision*"
[[sheet.record]]
part = "provisionlines"
key = ["version_key", "ordinal"]
[sheet.record.columns]
version_key = "version_id"
plan_part = "section"
category = "provision_type"
mins_per_week = { item = "hours_per_week", unit = "minutes per week" }
who = { item = "delivered_by", words = { LEA-SCH = "S", HLTH = "H" } }
"""


def _write_wide(folder: Path) -> None:
    (folder / "plans.csv").write_text(WIDE, "utf-8")


def _write_sheets(folder: Path) -> None:
    book = xlsxwriter.Workbook(folder / "Everything 2025.xlsx")
    for name, rows in _SHEETS.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()


def _write_long(folder: Path) -> None:
    for name, text in LONG.items():
        (folder / name).write_text(text, "utf-8")


SHAPES = {
    "wide": (_write_wide, "widecase.toml", WIDE_TOML),
    "sheets": (_write_sheets, "sheetcase.toml", SHEETS_TOML),
    "long": (_write_long, "longcase.toml", LONG_TOML),
}


def mappings_of(raw: Path, la: str = "391", extract: str = "ehcp") -> Path:
    """The folder of an authority's mappings, made."""
    folder = raw.parent / "mappings" / la / extract
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_shape(raw: Path, shape: str, month: str = "2025-12") -> Path:
    """One of the three exports in the place of a delivery, and its mapping in force; the delivery's folder."""
    write, name, text = SHAPES[shape]
    folder = raw / "391" / "ehcp" / month
    folder.mkdir(parents=True)
    write(folder)
    (mappings_of(raw) / name).write_text(text, "utf-8")
    return folder
