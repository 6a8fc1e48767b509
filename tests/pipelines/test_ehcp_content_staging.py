"""What a case system says of plans beside their text, at the edges of its contract."""

import pytest

from pipelines import landing
from pipelines.identity import Pseudonyms
from pipelines.staging import stage_delivery
from schemas.catalogue import EXTRACTS
from schemas.rule import lineage
from tests import builders
from tests.builders_ehcp import case, line, review, version, write_ehcp

EHCP = EXTRACTS["ehcp"]
BESIDE = {
    "versions": (version("1-1", "1"),),
    "lines": (line("a", "1-1", annualcost="1250.00", funder="School", startdate="2025-09-01"),),
    "reviews": (review("R1", "1", proposedamendmentdate="2025-09-22"),),
    "advice": ({"adviceid": "A1", "caseid": "1", "adviceagency": "EP", "requesteddate": "2025-02-10"},),
    "outcomes": (
        {"outcomeid": "O1", "caseid": "1", "versionid": "1-1", "reviewid": "R1", "outcome": "Vylqua speaks"},
    ),
    "adulthood": ({"caseid": "1", "reviewid": "R1", "adultarea": "Employment", "discussed": "Yes"},),
    "costs": ({"costid": "C1", "caseid": "1", "costkind": "Top-up", "annualamount": "12500"},),
    "personalbudgets": ({"budgetid": "B1", "caseid": "1", "budgetkind": "Notional", "agency": "Health"},),
    "audits": ({"auditid": "Q1", "caseid": "1", "auditdate": "2025-06-30", "overallgrade": "RI"},),
    "auditgrades": ({"auditid": "Q1", "auditedsection": "Section F", "sectiongrade": "Good"},),
}
TABLE = {"versions": "planversions", "lines": "provisionlines"}
PARTS = [part.name for part in EHCP.parts if not part.needed]


def staged(raw):
    [delivery], misplaced = landing.find(raw)
    assert not misplaced
    tables = builders.tables_of(delivery)
    return stage_delivery(tables, delivery.extract, delivery.of, delivery.key, Pseudonyms(b"k" * 32))


def write(raw, *, without=(), **changed):
    given = BESIDE | changed
    write_ehcp(raw, [case("1")], **{n: rows for n, rows in given.items() if TABLE.get(n, n) not in without})


def reasons_of(raw, table, **items):
    [row] = BESIDE[table]
    write(raw, **{table: (row | items,)})
    return staged(raw)[TABLE.get(table, table)].reasons


def test_every_table_is_known_by_its_columns(raw):
    write(raw)
    for path in raw.rglob("*.csv"):  # whatever it is called
        path.rename(path.with_name(f"{abs(hash(path.name))}.csv"))
    found = staged(raw)
    assert set(found) == {"extract", "cases", *PARTS}
    assert {name: one.reasons for name, one in found.items() if one.reasons} == {}


@pytest.mark.parametrize("part", PARTS)
def test_a_table_that_is_not_given_breaks_nothing_else(raw, part):
    gone = {one.name for one in EHCP.parts if part in {above.name for above in lineage(EHCP, one.name)}}
    write(raw, without=gone)
    found = staged(raw)
    assert set(found) == {"extract", "cases", *PARTS} - gone
    assert {name: one.reasons for name, one in found.items() if one.reasons} == {}


@pytest.mark.parametrize("part", ["advice", "outcomes", "costs", "personalbudgets", "audits"])
def test_a_table_may_be_empty(raw, part):
    write(raw)
    [path] = raw.rglob(f"*_{part}.csv")
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    for other in raw.rglob("*_auditgrades.csv") if part == "audits" else ():
        other.unlink()
    assert staged(raw)[part].received == 0


@pytest.mark.parametrize(
    ("amount", "is_lawful"),
    [
        ("12500", True),
        ("12500.5", True),
        ("12500.0000", True),
        ('"12,500.00"', True),
        ('"£12,500"', True),
        ("0", True),
        ("", True),
        ('"12,50"', False),
        ("12500.00000", False),
        ("12.5k", False),
        ("-100", False),
        ("£", False),
        ("123456789", False),
    ],
)
def test_amounts_are_pounds_in_figures(raw, amount, is_lawful):
    assert (reasons_of(raw, "costs", annualamount=amount) == {}) is is_lawful


@pytest.mark.parametrize(
    ("year", "is_lawful"),
    [("2025-26", True), ("2025/26", True), ("2025/2026", True), ("2025", False), ("25-26", False)],
)
def test_a_financial_year_names_two_years(raw, year, is_lawful):
    assert (reasons_of(raw, "costs", financialyear=year) == {}) is is_lawful


@pytest.mark.parametrize(
    ("table", "wrong", "reason"),
    [
        ("advice", {"adviceagency": "Zqavryx"}, "agency: not a advice_agency code then"),
        ("advice", {"requesteddate": ""}, "requested_date: missing"),
        ("outcomes", {"outcomearea": "Zqavryx"}, "area: not a outcome_area code then"),
        ("adulthood", {"reviewid": ""}, "review_id: missing"),
        ("adulthood", {"discussed": "perhaps"}, "is_discussed: not yes or no"),
        ("costs", {"costkind": "Zqavryx"}, "kind: not a cost_kind code then"),
        ("personalbudgets", {"section": "B"}, "section: not a plan_section code then"),
        ("audits", {"overallgrade": "4"}, "grade: not a audit_grade code then"),
        ("auditgrades", {"auditedsection": "L"}, "section: not a audited_section code then"),
    ],
)
def test_what_cannot_be_right_is_rejected_by_name(raw, table, wrong, reason):
    assert reasons_of(raw, table, **wrong) == {reason: 1}


def test_words_stay_in_the_vault(raw):
    audit = BESIDE["audits"][0] | {"auditor": "Zqavryx", "findings": "Vylqua is heard"}
    write(raw, audits=(audit,))
    found = staged(raw)
    assert found["outcomes"].identifiers["outcome"].to_pylist() == ["Vylqua speaks"]
    assert found["audits"].identifiers["auditor"].to_pylist() == ["Zqavryx"]
    assert "Vylqua" not in repr([found["outcomes"].lawful.to_pylist(), found["audits"].lawful.to_pylist()])
