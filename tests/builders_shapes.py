"""One small SEN2 return, typed by hand, in every shape an authority may hold it."""

from pathlib import Path

import xlsxwriter

from tests.builders_sen2_return import HEAD, PERSONS, tables


def write_xml(folder: Path) -> None:
    """The message, its elements in the order of 2025."""

    def element(tag: str, inside: str) -> str:
        return f"<{tag}>{inside}</{tag}>"

    def items(values: dict[str, str]) -> str:
        return "".join(element(name, text) for name, text in values.items())

    def request(held: dict) -> str:
        plan = items(held.get("namedplan", {}))
        plan += "".join(element("PlanDetail", items(one)) for one in held.get("plandetail", []))
        assessment = items(held.get("assessment", {})) + (element("NamedPlan", plan) if plan else "")
        active = items(held.get("activeplans", {}))
        active += "".join(element("PlacementDetail", items(one)) for one in held.get("placementdetail", []))
        active += "".join(element("SENneed", items(one)) for one in held.get("senneed", []))
        return element(
            "Requests",
            items(held["items"])
            + (element("Assessment", assessment) if assessment else "")
            + (element("ActivePlans", active) if active else ""),
        )

    persons = "".join(
        element("Person", items(p["items"]) + "".join(request(held) for held in p["requests"]))
        for p in PERSONS
    )
    collection = items({k: HEAD[k] for k in ("collection", "year", "referencedate")})
    source = items({k: HEAD[k] for k in ("lea", "dmo", "dco")})
    header = element("Header", element("CollectionDetails", collection) + element("Source", source))
    text = element("Message", header + element("Persons", persons))
    (folder / "sen2.xml").write_text(text, "utf-8")


_DATES = ("date", "entry", "review", "draft")


def _is_date(header: str) -> bool:
    return "date" in header or header in {"reviewmeeting", "lastreview", "reviewdraft"}


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FLAGS = {
    "rya", "requestmediation", "requesttribunal", "assessmentmediation", "assessmenttribunal",
    "othermediation", "othertribunal", "week20", "pb", "oa", "senunitindicator",
    "resourcedprovisionindicator",
}  # fmt: skip


def _as_collect(header: str, text: str) -> str:
    if text and _is_date(header):
        year, month, day = text.split("-")
        return f"{year}-{_MONTHS[int(month) - 1]}-{day} 00:00:00"
    return {"0": "false", "1": "true"}.get(text, text) if header in _FLAGS else text


def write_blade(folder: Path) -> None:
    """The nine files of COLLECT's export."""
    head = {"sen2tableid": "r1", "NativeId": "391"} | HEAD
    for table, rows in {"sen2": [head], **tables()}.items():
        columns = list(dict.fromkeys(name for row in rows for name in row if name != "ids"))
        columns[1:1] = [] if table == "sen2" else ["NativeId"]
        lines = [",".join(columns)]
        lines += [",".join(_as_collect(c, row.get(c, "")) for c in columns) for row in rows]
        (folder / f"Blade-Export_20-01-2025_{table}.csv").write_text("\r\n".join(lines) + "\r\n", "utf-8")


PERSON_LABEL = "Person ID\n\n(This must match the relevant ID in the Person record table)"
REQUEST_LABEL = "Requests record ID\n\n(This must match the relevant ID in the Requests table)"
LABELS = {
    "person": {
        "surname": "Surname",
        "forename": "Forename",
        "personbirthdate": "Date of Birth \n(ccyy-mm-dd)",
        "sex": "Sex",
        "ethnicity": "Ethnicity",
        "postcode": "Post Code",
        "upn": "UPN - Unique Pupil Number",
        "uniquelearnernumber": "ULN - Young Persons Unique Learner Number",
        "upnunknown": "UPN and ULN unavailable – Reason",  # noqa: RUF001 - as the template writes it
    },
    "requests": {
        "receiveddate": "Date request was received",
        "requestsource": "Source of request for an EHC needs assessment",
        "rya": "Initial Request Whilst In RYA",
        "requestoutcomedate": "Request Outcome Date",
        "requestoutcome": "Request Outcome",
        "requestmediation": "Request Mediation",
        "requesttribunal": "Request Tribunal",
        "exported": "Exported - Child or young person moves out of LA before assessment is completed",
    },
    "assessment": {
        "assessmentoutcome": "Assessment Outcome - Decision to issue EHC plan",
        "assessmentoutcomedate": "Assessment Outcome Date",
        "assessmentmediation": "Assessment Mediation",
        "assessmenttribunal": "Assessment Tribunal",
        "othermediation": "Other Mediation",
        "othertribunal": "Other Tribunal",
        "week20": "Twenty week time limit exceptions apply",
    },
    "namedplan": {
        "startdate": "EHC Plan Start Date",
        "planres": "Residential Settings",
        "planwbp": "Work Based Learning Activity",
        "pb": "Personal Budget taken up",
        "oa": "Personal Budget - Organised Arrangements",
        "dp": "Personal Budget - Direct Payments",
        "ceasedate": "Date EHC plan ceased",
        "ceasereason": "Reason EHC plan ceased",
    },
    "plandetail": {
        "urn": "URN - Unique Reference Number",
        "ukprn": "UKPRN - UK Provider Reference Number",
        "sensetting": "SEN Setting – Establishment type",  # noqa: RUF001
        "sensettingother": "SEN Setting - Other",
        "placementrank": "Placement Rank (1=Primary, 2=Secondary)",
        "senunitindicator": "SEN Unit Indicator",
        "resourcedprovisionindicator": "Resourced Provision Indicator",
    },
    "activeplans": {
        "transferla": "EHC Plan transferred in from another LA during calendar year",
        # The template's headings are crossed: the meeting stands under the decisions.
        "reviewmeeting": "EHC Plan Review Decisions Date",
        "reviewoutcome": "Annual Review Decision",
        "reviewdraft": "Annual review – date draft amended EHC plan issued",  # noqa: RUF001
        "lastreview": "Annual Review Meeting Date",
    },
    "placementdetail": {
        "urn": "URN - Unique Reference Number",
        "ukprn": "UKPRN - UK Provider Reference Number",
        "sensetting": "SEN Setting – Establishment type",  # noqa: RUF001
        "sensettingother": "SEN Setting - Other",
        "placementrank": "Placement Rank (1=Primary, 2=Secondary)",
        "entrydate": "Placement Start Date",
        "leavingdate": "Placement Leaving Date",
        "senunitindicator": "SEN Unit Indicator",
        "resourcedprovisionindicator": "Resourced Provision Indicator",
        "res": "Residential Settings",
        "wbp": "Work Based Learning Activity",
    },
    "senneed": {
        "sentype": "SEN Type of Need",
        "sentyperank": "SEN Type of Need rank  (1=Primary, 2=Secondary)",
    },
}
TITLES = {
    "person": "Person Record",
    "requests": "Requests Records",
    "assessment": "Assessments Records",
    "namedplan": "Named Plan Records",
    "plandetail": "Plan Detail Records",
    "activeplans": "Active Plan Records",
    "placementdetail": "Placement Detail Records",
    "senneed": "SEN Need Records",
}


def _template_cell(header: str, text: str) -> object:
    is_number = header in _FLAGS | {
        "placementrank",
        "sentyperank",
        "requestsource",
        "ceasereason",
        "urn",
        "ukprn",
    }
    return float(text) if text and is_number else text


def write_template(folder: Path) -> None:
    """The data-entry template: tables one under another, ids and flags as numbers."""
    book = xlsxwriter.Workbook(folder / "SEN2 template 2025.xlsx")
    guidance = book.add_worksheet("Guidance")
    guidance.write(0, 0, "How to fill in the template")
    sheet = book.add_worksheet("Data Entry Template")
    rows: list[list[object]] = [
        ["Header Record"],
        ["Record Type", "Collection Name", "Year", "Reference Date", "LA Number",
         "Date & Time \n(ccyy-mm-ddThh:mm:ss)", "Designated Medical Officer", "Designated Clinical Officer"],
        ["Header", "SEN2", 2025.0, "2025-01-16", 391.0, 45306.5, "Y", "R"],
    ]  # fmt: skip
    for table, title in TITLES.items():
        ids = [PERSON_LABEL] if table == "person" else [PERSON_LABEL, REQUEST_LABEL]
        labels = LABELS[table]
        rows += [[], [], [title], ["Record Type", "LA\n(From Header Record)", *ids, *labels.values()]]
        for row in tables()[table]:
            numbers = [float(i) for i in row["ids"].values() if i][: len(ids)]
            rows.append([title, 391.0, *numbers, *(_template_cell(h, row.get(h, "")) for h in labels)])
        rows.append([title, 391.0])  # a line that was prepared and never filled
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, ["" if cell == "" else cell for cell in row])
    book.close()


SHEETS = {
    "person": "Person",
    "requests": "Requests",
    "assessment": "Assessments",
    "namedplan": "Named Plan",
    "plandetail": "Plan Detail",
    "activeplans": "Active Plan",
    "placementdetail": "Placement Detail",
    "senneed": "SEN Need",
}


def write_pre_submission(folder: Path) -> None:
    """The pre-submission workbook, with its misspelt column."""
    book = xlsxwriter.Workbook(folder / "pre-submission.xlsx")
    for table, title in SHEETS.items():
        sheet = book.add_worksheet(title)
        ids = ["persontableid"] if table == "person" else ["persontableid", "requeststableid"]
        labels = [h for h in LABELS[table] if h not in ids]
        sheet.write_row(0, 0, [*ids, *("rquestsource" if h == "requestsource" else h for h in labels)])
        for n, row in enumerate(tables()[table], 1):
            numbers = [i for i in row["ids"].values() if i][: len(ids)]
            sheet.write_row(n, 0, [*numbers, *(row.get(h, "") for h in labels)])
    book.close()


MODULES = {
    1: ("person", ["Person ID"], {"personbirthdate": "Dob (ccyy-mm-dd)", "postcode": "Postcode",
        "upnunknown": "UPN and ULN unavailable reason"}),
    2: ("requests", ["Person ID", "Requests Record ID"], {}),
    3: ("assessment", ["Person ID", "Requests Record ID"],
        {"assessmentoutcome": "Assessment Outcome To Issue EHCP",
         "week20": "Twenty Weeks Time Limit Exceptions Apply"}),
    4: ("namedplan", ["Person ID", "Request Records ID"], {"planwbp": "Worked based learning activity"}),
    5: ("activeplans", ["Person ID", "Request Records ID"], {"transferla": "EHC Plan (Transfer)"}),
}  # fmt: skip


def write_five_modules(folder: Path) -> None:
    """The five CSV files of the sector's converter; module 5 has one review date only."""
    for number, (table, ids, other) in MODULES.items():
        labels = {h: other.get(h, label).replace("\n", " ") for h, label in LABELS[table].items()}
        if table == "activeplans":
            labels = {"transferla": labels["transferla"], "lastreview": "EHCP review decisions date"}
        lines = [",".join([*ids, *labels.values()])]
        for row in tables()[table]:
            numbers = [i for i in row["ids"].values() if i][: len(ids)]
            lines.append(",".join([*numbers, *(row.get(h, "") for h in labels)]))
        (folder / f"m{number}.csv").write_text("\n".join(lines) + "\n", "utf-8")


WRITERS = {
    "xml": write_xml,
    "blade": write_blade,
    "template": write_template,
    "pre_submission": write_pre_submission,
    "five_modules": write_five_modules,
}
