"""The sample's case system as other systems might export it: headers, words and days typed by hand.

Each column is written ``header = source`` as the sample calls it; one that begins with ``!`` is a column that
no item of ours holds, filled with something of its kind.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

Rows = list[dict[str, str]]

# Export, file, the sample's table, how days are written, and its columns in order.
EXPORTS: dict[str, dict[str, tuple[str, str, str]]] = {
    "desk": {
        "EHCP Requests.csv": (
            "cases",
            "%d/%m/%Y",
            """
            Case Ref = caseid
            Pupil ID = personid
            UPN = upn
            ULN = uln
            Last Name = surname
            First Name = forename
            DOB = dob
            Post Code = postcode
            !Gender = sex
            Date Request Rec'd = receiveddate
            Requested By = requestsource
            Decision to Assess = decision
            Decision to Assess Date = decisiondate
            Decision to Issue = assessmentoutcome
            Decision to Issue Date = assessmentoutcomedate
            Date Plan Finalised = planissueddate
            20 Week Exception = exceptions
            Date Plan Ceased = ceasedate
            Reason Ceased = ceasereason
            !Case Officer = staff
            !Last Updated = stamp
            """,
        ),
        "Annual Reviews.csv": (
            "reviews",
            "%d/%m/%Y",
            """
            AR Ref = reviewid
            Case Ref = caseid
            AR Due Date = duedate
            AR Date = meetingdate
            AR Outcome = decision
            AR Decision Date = decisiondate
            Amended Plan Issued = amendedfinaldate
            Phase Transfer? = phasetransfer
            !Chair = staff
            """,
        ),
    },
    "tracker": {
        "tbl_Referral.csv": (
            "cases",
            "%Y-%m-%d",
            """
            ReferralID = caseid
            PersonID = personid
            UniquePupilNumber = upn
            LearnerNo = uln
            FamilyName = surname
            GivenName = forename
            BirthDate = dob
            HomePostcode = postcode
            ReferralDate = receiveddate
            ReferralSource = requestsource
            AssessDecision = decision
            AssessDecisionDate = decisiondate
            IssueDecision = assessmentoutcome
            IssueDecisionDate = assessmentoutcomedate
            FinalPlanDate = planissueddate
            ExceptionApplies = exceptions
            PlanEndDate = ceasedate
            PlanEndReason = ceasereason
            !CreatedOn = stamp
            !TeamName = team
            """,
        ),
        "tbl_PlanVersion.csv": (
            "planversions",
            "%Y-%m-%d",
            """
            PlanVersionID = versionid
            ReferralID = caseid
            VersionNo = version
            PlanStatus = status
            DateSent = issueddate
            SchoolURN = sectioniurn
            ProviderUKPRN = sectioniukprn
            PlacementType = sectionitype
            !CreatedOn = stamp
            """,
        ),
        "tbl_Provision.csv": (
            "provisionlines",
            "%Y-%m-%d",
            """
            ProvisionID = lineid
            PlanVersionID = versionid
            EHCPSection = section
            AreaOfNeed = needarea
            ProvisionType = provisiontype
            HoursPerWeek = hoursperweek
            HowOften = frequency
            DeliveredBy = deliveredby
            ProviderName = provider
            ProvisionDetail = description
            """,
        ),
    },
    "report": {
        "children_with_plans.csv": (
            "cases",
            "%d-%b-%Y",
            """
            request number = caseid
            client number = personid
            unique pupil no = upn
            legal surname = surname
            legal forename = forename
            date of birth = dob
            home postcode = postcode
            date of request = receiveddate
            source of request = requestsource
            request outcome = decision
            request outcome date = decisiondate
            assessment outcome = assessmentoutcome
            assessment outcome date = assessmentoutcomedate
            final plan issued on = planissueddate
            exemption from 20 weeks = exceptions
            plan closed on = ceasedate
            reason for closure = ceasereason
            !ward = team
            !year group = year
            """,
        ),
        "plan_documents.csv": (
            "planversions",
            "%d-%b-%Y",
            """
            document ref = versionid
            request number = caseid
            issue no = version
            document status = status
            document date = issueddate
            named school urn = sectioniurn
            named college ukprn = sectioniukprn
            other setting = sectionitype
            !file size = year
            """,
        ),
    },
    "legacy": {
        "SEN_CASES_EXTRACT.csv": (
            "cases",
            "%d/%m/%y",
            """
            CASE_NO = caseid
            CLIENT_ID = personid
            UPN_NO = upn
            ULN_NO = uln
            SURNAME = surname
            FIRST_FORENAME = forename
            D_O_B = dob
            ADDR_POSTCODE = postcode
            !ETHNIC_CD = sex
            !PRIMARY_SEN_NEED = team
            DT_REQ_RECEIVED = receiveddate
            REQ_SOURCE_CD = requestsource
            ASSESS_AGREED_CD = decision
            DT_ASSESS_DECISION = decisiondate
            ASSESSMENT_OUTCOME_CD = assessmentoutcome
            DT_ASSESSMENT_OUTCOME = assessmentoutcomedate
            DT_FINAL_PLAN = planissueddate
            EXCEPTION_IND = exceptions
            DT_PLAN_CEASED = ceasedate
            CEASE_REASON_CD = ceasereason
            !DT_RECORD_CREATED = stamp
            !WORKER = staff
            """,
        ),
        "SEN_PLANS_EXTRACT.csv": (
            "planversions",
            "%d/%m/%y",
            """
            PLAN_ID = versionid
            CASE_NO = caseid
            PLAN_VERSION_NO = version
            PLAN_STATUS_CD = status
            DT_ISSUED = issueddate
            PLACEMENT_URN = sectioniurn
            PLACEMENT_UKPRN = sectioniukprn
            PLACEMENT_TYPE_CD = sectionitype
            !DT_RECORD_CREATED = stamp
            """,
        ),
        "SEN_REVIEWS_EXTRACT.csv": (
            "reviews",
            "%d/%m/%y",
            """
            REVIEW_ID = reviewid
            CASE_NO = caseid
            DT_REVIEW_DUE = duedate
            DT_REVIEW_MEETING = meetingdate
            REVIEW_OUTCOME_CD = decision
            DT_LA_DECISION = decisiondate
            DT_AMENDED_FINAL = amendedfinaldate
            PHASE_TRANSFER_IND = phasetransfer
            !WORKER = staff
            """,
        ),
    },
}
# What a table's coded items are called there: sample's header, code, word.
WORDS: dict[str, dict[str, dict[str, dict[str, str]]]] = {
    "desk": {
        "cases": {
            "requestsource": {
                "1": "Parent/Carer",
                "2": "School",
                "3": "Health",
                "4": "Social Care",
                "5": "Other",
            },
            "decision": {"Y": "Agreed", "N": "Refused", "A": "Pending", "W": "Withdrawn", "H": "Historic"},
            "assessmentoutcome": {
                "Y": "Issue",
                "N": "Not issue",
                "A": "Pending",
                "W": "Withdrawn",
                "H": "Historic",
            },
            "exceptions": {"1": "Yes", "0": "No"},
        },
        "reviews": {"decision": {"M": "No change", "A": "Amend plan", "C": "Cease plan"}},
    },
    "tracker": {
        "planversions": {"status": {"D": "DRAFT", "F": "FINAL", "A": "AMENDED FINAL"}},
        "provisionlines": {"deliveredby": {"S": "Education setting", "H": "NHS", "L": "Council"}},
    },
    "report": {
        "cases": {"decision": {"Y": "proceed", "N": "decline", "A": "awaiting"}},
        "planversions": {"status": {"D": "Proposed plan", "F": "Final plan", "A": "Amended plan"}},
    },
}
_FILLED = {
    "sex": lambda n: "MF"[n % 2],
    "staff": lambda n: ("A Qvarz", "B Qvarz", "C Qvarz")[n % 3],
    "stamp": lambda n: f"2025-{1 + n % 12:02d}-{1 + n % 28:02d} {n % 24:02d}:{n % 60:02d}:00",
    "team": lambda n: ("North", "East", "South", "West")[n % 4],
    "year": lambda n: str(n % 14),
}


def columns_of(spec: str) -> Iterator[tuple[str, str]]:
    """Header and source."""
    for line in spec.strip().splitlines():
        header, _, source = line.strip().rpartition(" = ")
        yield header, source


def truth_of(export: str) -> dict[str, dict[str, tuple[str, str]]]:
    """File to column to the part and the sample's header it holds; columns that hold none are left out."""
    return {
        file: {h: (table, source) for h, source in columns_of(spec) if not h.startswith("!")}
        for file, (table, _, spec) in EXPORTS[export].items()
    }


def write_export(export: str, sample: dict[str, Rows], folder: Path) -> list[Path]:
    """The files of one export, from the sample's tables."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for file, (table, days, spec) in EXPORTS[export].items():
        words = WORDS.get(export, {}).get(table, {})
        columns = list(columns_of(spec))
        rows = [[header.removeprefix("!") for header, _ in columns]]
        for number, row in enumerate(sample[table]):
            rows.append([_cell(row, (header, source), days, words, number) for header, source in columns])
        paths.append(folder / file)
        with paths[-1].open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
    return paths


def _cell(
    row: dict[str, str], column: tuple[str, str], days: str, words: dict[str, dict[str, str]], number: int
) -> str:
    header, source = column
    if header.startswith("!"):
        return _FILLED[source](number)
    text = row.get(source, "")
    if text and (source.endswith("date") or source == "dob"):
        try:
            return date.fromisoformat(text).strftime(days)
        except ValueError:
            return text
    return words.get(source, {}).get(text, text)
