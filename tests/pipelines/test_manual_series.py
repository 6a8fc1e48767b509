"""Partners' sheets of counts: markers, periods, rules, the template, and the mart counted by hand."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from pipelines import landing, release
from pipelines.cli.main import run as send
from pipelines.errors import RefusedError
from pipelines.identity import Pseudonyms
from pipelines.manual_series import COLUMNS
from pipelines.manual_template import write_template
from pipelines.run import build, workshop
from pipelines.sample.sheets import write_workbook
from pipelines.staging import REPEATED, stage_delivery
from pipelines.workbooks import sheets_of
from schemas.periods import ACADEMIC, FINANCIAL, MONTH, QUARTER, YEAR, parse
from tests import builders
from tests.builders import LA

MARTS = ("manual_series",)
pytestmark = pytest.mark.usefixtures("few_marts")

KEY = Pseudonyms(b"k" * 32)
SEEN, CASELOAD, WAIT = "therapy_within_18_weeks", "therapy_caseload", "autism_assessment_wait"


def cell(
    numerator, denominator="", *, measure=SEEN, area=LA, period="2025 Q1", group=("", ""), kind="", note=""
):
    source = "Example Trust"
    return [measure, area, kind, period, *group, numerator, denominator, source, note]


def write_sheet(raw, rows, *, name="trust.xlsx", year=2025, header=COLUMNS):
    folder = raw / LA / "manual_series" / str(year)
    return write_workbook(folder / name, [("Series", [list(header), *rows])])


def staged(raw):
    [delivery], misplaced = landing.find(raw)
    assert not misplaced
    return stage_delivery(builders.tables_of(delivery), delivery.extract, delivery.of, delivery.key, KEY)[
        "values"
    ]


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("2025", YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        ("2025 Q4", QUARTER, date(2025, 10, 1), date(2025, 12, 31)),
        ("q1 2025", QUARTER, date(2025, 1, 1), date(2025, 3, 31)),
        ("Q1 2025/26", QUARTER, date(2025, 4, 1), date(2025, 6, 30)),
        ("Q4 2025-26", QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        ("2024-02", MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("March 2025", MONTH, date(2025, 3, 1), date(2025, 3, 31)),
        ("2025-03-01", MONTH, date(2025, 3, 1), date(2025, 3, 31)),
    ],
)
def test_periods_as_people_write_them(text, kind, start, end):
    found = parse(text)
    assert (found.kind, found.start, found.end) == (kind, start, end)


def test_a_year_across_two_needs_its_kind():
    assert parse("2024/25") is None
    assert (parse("2024/25", "Academic year").start, parse("2024/25", ACADEMIC).end) == (
        date(2024, 9, 1),
        date(2025, 8, 31),
    )
    assert parse("2024/25", FINANCIAL).start == date(2024, 4, 1)
    assert [parse(text, kind) for text, kind in (("2024/26", ACADEMIC), ("2025", MONTH), ("soon", ""))] == [
        None
    ] * 3


def test_a_sign_is_kept_and_is_no_number(raw):
    signs = ["c", "z", "x", "low", ":", "~", "-", "[c]"]
    rows = [cell(sign, sign, period=f"2025-{n:02d}") for n, sign in enumerate(signs, 1)]
    write_sheet(raw, [*rows, cell(0, 12, period="2025-12")])
    found = staged(raw).lawful.to_pylist()
    assert [row["numerator_sign"] for row in found] == [*signs[:7], "c", None]
    assert [row["numerator"] for row in found] == [None] * 8 + [0]
    assert {row["denominator"] for row in found[:8]} == {None}


def test_words_stand_for_the_measure_and_groups_for_their_breakdown(raw):
    write_sheet(raw, [
        cell(7, 9, measure="Children seen by a therapist within 18 weeks of referral",
             group=("sex", "female")),
        cell(8, 9, group=("Total", "")),
        cell("1,234", "2000", group=("Age", "5-10"), period="2025 Q2"),
    ])  # fmt: skip
    found = staged(raw)
    assert found.reasons == {"group: not a manual_group code then": 1}
    assert [(row["measure"], row["group"], row["numerator"]) for row in found.lawful.to_pylist()] == [
        (SEEN, "Sex: Female", 7), (SEEN, "Total", 8)
    ]  # fmt: skip


def test_what_no_sheet_may_say_is_rejected_with_its_reason(raw):
    rows = [
        cell(1, 2, measure="happiness"),
        cell(1, 2, period="2024/25"),
        cell("many", 2),
        cell(-1, 2, period="2025 Q2"),
        cell(3, 4, area="Tyneside", period="2025 Q3"),
        cell(5, 6, period="2025 Q4"),
        cell(6, 6, period="2025 Q4"),
    ]
    write_sheet(raw, rows)
    found = staged(raw)
    assert found.reasons == {
        "area: neither a DfE number nor a GSS code": 1,
        "measure: not a manual_measure code then": 1,
        "numerator: below 0": 1,
        "numerator: not a whole number": 1,
        "period_kind: missing": 1,
        REPEATED: 1,
    }
    assert [row["numerator"] for row in found.lawful.to_pylist()] == [5]


def test_a_note_goes_to_the_vault_and_leaves_nothing(raw):
    write_sheet(raw, [cell(70, 90, note="Vylqua left the team")])
    found = staged(raw)
    assert "Vylqua" not in str(found.lawful.to_pylist())
    assert found.identifiers["note"].to_pylist() == ["Vylqua left the team"]


def test_sheets_of_several_partners_lie_side_by_side(raw):
    write_sheet(raw, [cell(70, 90)])
    folder = raw / LA / "manual_series" / "2025"
    header = ",".join(COLUMNS)
    (folder / "other.csv").write_text(f"{header}\n{SEEN},{LA},,2025 Q1,,,5,10,Other Trust,\n", "utf-8")
    assert sorted(row["source"] for row in staged(raw).lawful.to_pylist()) == ["Example Trust", "Other Trust"]


def test_a_small_group_is_hidden_with_another_that_would_give_it_away(settings, raw):
    groups = [(50, "5 to 10"), (30, "11 to 15"), (7, "16 to 19"), (13, "20 to 25")]
    rows = [cell(n, measure=CASELOAD, group=("Age", age)) for n, age in groups]
    write_sheet(raw, [cell(100, measure=CASELOAD), *rows])
    assert build(settings).exit_code == 0
    current = release.current_release(settings.marts)
    shown = pq.read_table(next(current.rglob("manual_series.parquet"))).to_pylist()
    assert {row["breakdown_value"]: row["numerator"] for row in shown} == {
        "Total": 100, "5 to 10": 50, "11 to 15": 30, "16 to 19": None, "20 to 25": None
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "rows", "says"),
    [(["Colour", "Size"], [["red", "8"]], "No sheet"), (COLUMNS, [], "have no row")],
)
def test_an_empty_sheet_and_another_one_are_refused(raw, header, rows, says):
    write_sheet(raw, rows, header=header)
    with pytest.raises(RefusedError, match=says):
        staged(raw)


def test_a_template_is_filled_in_and_read_again(settings, raw, tmp_path, capsys):
    path = tmp_path / "series.xlsx"
    assert send(["template", "manual_series", "--out", str(path)]) == 0
    assert send(["template", "manual_series", "--out", str(path)]) == 2
    assert send(["template", "sen2", "--out", str(tmp_path / "b.xlsx")]) == 2
    first, again = path.read_bytes(), write_template(tmp_path / "again.xlsx").read_bytes()
    assert first == again
    series, guidance, lists = sheets_of("series.xlsx", first)
    assert tuple(series.rows[0]) == COLUMNS
    assert SEEN in [row[0] for row in lists.rows]
    assert any("never a person" in row[0].casefold() for row in guidance.rows)
    write_workbook(
        raw / LA / "manual_series" / "2025" / "filled.xlsx",
        [
            (series.name, [series.rows[0], cell(70, 90)]),
            (guidance.name, guidance.rows),
            (lists.name, lists.rows),
        ],
    )
    assert staged(raw).lawful.num_rows == 1


@pytest.fixture
def marts(settings, raw):
    """2025: quarters and a year of one measure, a count, a mean, what cannot be; 2026 restates a quarter."""
    sex = ("Sex", "Female"), ("Sex", "Male")
    need = [("Primary need", f) for f in ("Hearing impairment", "Vision impairment", "Physical disability")]
    write_sheet(raw, [
        cell(70, 100), cell(30, 60, group=sex[0]), cell(40, 40, group=sex[1]),
        cell(80, 100, period="2025 Q2"), cell(30, 60, period="2025 Q2", group=sex[0]),
        cell(49, 40, period="2025 Q3"),
        cell(60, 100, period="2025 Q4"), cell("c", "c", period="2025 Q4", group=sex[0]),
        cell(55, 90, period="2025 Q4", group=sex[1]),
        cell(300, 400, period="2025"),
        cell(90, measure=CASELOAD, period="2025"),
        cell(50, measure=CASELOAD, period="2025", group=need[0]),
        cell("c", measure=CASELOAD, period="2025", group=need[1]),
        cell("c", measure=CASELOAD, period="2025", group=need[2]),
        cell(1200, 40, measure=WAIT, kind="financial year", period="2024/25"),
        cell("low", "x", measure=WAIT, kind="financial year", period="2025/26"),
        cell(9, 10, area="E05000001"),
    ])  # fmt: skip
    write_sheet(raw, [cell(75, 100, period="2025 Q2")], year=2026)
    assert build(settings).exit_code == 0
    shop = workshop(settings)
    found = {}
    for row in shop.lake.read("marts.manual_series").to_pylist():
        found[row["measure"], row["period"], row["breakdown_value"]] = row
    return found


def test_the_mart_counted_by_hand(marts):
    said = {key: (row["numerator"], row["denominator"], row["value"]) for key, row in marts.items()}
    assert said == {
        (SEEN, "2025-Q1", "Total"): (70, 100, 70),
        (SEEN, "2025-Q1", "Female"): (30, 60, 50),
        (SEEN, "2025-Q1", "Male"): (40, 40, 100),
        # The return of 2026 restates it; the groups of 2025 do not add up to it.
        (SEEN, "2025-Q2", "Total"): (75, 100, 75),
        # One group hidden by its source would be known from the total: no group.
        (SEEN, "2025-Q4", "Total"): (60, 100, 60),
        (CASELOAD, "2025", "Total"): (90, 90, 90),
        (CASELOAD, "2025", "Hearing impairment"): (50, 50, 50),
        (CASELOAD, "2025", "Vision impairment"): (None, None, None),
        (CASELOAD, "2025", "Physical disability"): (None, None, None),
        (CASELOAD, "2025", "Not shown by the source"): (40, 40, 40),
        (WAIT, "2024/25", "Total"): (40, 40, 30),
        (WAIT, "2025/26", "Total"): (None, None, None),
    }


def test_the_mart_says_where_a_figure_is_from_and_what_a_sign_means(marts):
    first = marts[SEEN, "2025-Q2", "Total"]
    assert (first["source_delivery"], first["source"], first["owner"]) == (
        "391_2026",
        "Example Trust",
        "health",
    )
    signed = marts[WAIT, "2025/26", "Total"]
    assert (signed["sign"], signed["sign_words"]) == ("low", "Not nought, but rounds to it")


def test_rules_find_what_cannot_be_and_what_does_not_add_up(settings, marts):
    shop = workshop(settings)
    tables = [(t, p) for t in shop.lake.tables("findings") for p in shop.lake.partitions(t)]
    found = [row for t, p in tables for row in shop.lake.read(t, p).to_pylist()]
    said = {(row.get("rule"), row.get("row")) for row in found if row.get("extract") == "manual_series"}
    assert ("MAN-05", 7) in said
    assert ("MAN-08", 5) in said
