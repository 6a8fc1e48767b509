"""The engine: what runs, what is skipped and why, what is broken, and that no value leaves."""

import duckdb
import pytest

from pipelines import core, landing, people, run, steps
from pipelines.rules import FINDINGS, RUNS, Bench, bench, judge, outcomes_of
from pipelines.rules_across import judge_across
from pipelines.rules_rejects import of_rejects
from pipelines.sample import Dirt, Order, write_sample
from schemas.catalogue import EXTRACTS, RULES
from schemas.extracts.school_census import SCHOOL_CENSUS
from schemas.returns import Return
from schemas.rule import ERROR, QUERY, Rule
from tests.builders import (
    pupil,
    sen2_person,
    sen2_plan,
    settings_at,
    upn,
    write_census,
    write_independent,
    write_sen2,
)  # fmt: skip
from tests.builders_rules import on_the_table, only

pytestmark = pytest.mark.usefixtures("few_marts")

BOOK = RULES["school_census"]
SPRING = Return.parse("2026-spring")


def rule(number="Z-1", fails="surname = 'Zqavryx'", **said):
    said = {"level": ERROR, "table": "pupilonroll", "items": ("surname",), "source": "this test"} | said
    return Rule(
        number=number, fails=fails, message="M.", to_do="D.", passing=[{}], failing=[{}], **said
    )  # fmt: skip


def outcomes(*rules, of=SPRING, without=(), **tables):
    """What becomes of rules over the lawful record, with other rows where a table is named."""
    with duckdb.connect(":memory:") as con:
        table = on_the_table(
            Bench(con, SCHOOL_CENSUS, of), BOOK.filled(SCHOOL_CENSUS, tables), of, carries_all=False
        )
        for part in without:
            table.rows.pop(part)
        return {one.rule: one for one in outcomes_of(table, only(BOOK, *rules))}


def staged(raw, settings, extract):
    """The one delivery of an extract, staged."""
    shop = run.workshop(settings)
    [delivery] = [d for d in landing.find(raw)[0] if d.extract.name == extract]
    steps.stage(shop, delivery)
    return shop.lake, delivery


def found(judged, *columns):
    return [tuple(row[c] for c in columns) for row in judged.findings.to_pylist()]


def test_a_rule_that_runs_counts_the_rows_it_looked_at():
    done = outcomes(rule(), pupilonroll=[{}, {"surname": "Qvarz"}, {}])["Z-1"]
    assert (done.status, done.looked, done.found["row"].to_pylist()) == ("run", 3, [1, 3])


def test_missing_is_no_fault():
    assert (
        outcomes(rule(fails="entry_date > this.census_day"), pupilonroll=[{"entry_date": None}, {}])[
            "Z-1"
        ].found.num_rows
        == 0
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"since": 2026.25}, "not in force for this return"),
        ({"until": 2025.5}, "not in force for this return"),
        ({"terms": ("autumn",)}, "not in force for this return"),
        ({"items": ("proficiency_in_english",)}, "not collected then: proficiency_in_english"),
        ({"items": ("uln",)}, "no row has uln"),
        ({"fails": "needs.n > 9", "items": ("senneeds.need",)}, "no row has senneeds.need"),
    ],
)
def test_a_rule_says_why_it_is_skipped(said, why):
    done = outcomes(rule(**said))["Z-1"]
    assert (done.status, done.why) == ("skipped", why)


def test_the_first_and_the_last_return_of_a_rule_count():
    assert outcomes(rule(since=2026, until=2026))["Z-1"].status == "run"


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"fails": "needs.n > 2"}, "senneeds"),
        ({"fails": "school.phase = 'SP'"}, "school"),
        ({"table": "pupilnolongeronroll"}, "pupilnolongeronroll"),
    ],
)
def test_a_rule_about_a_table_that_was_not_delivered_is_skipped(said, missing):
    done = outcomes(rule(**said), without=[missing])["Z-1"]
    assert (done.status, done.why) == ("skipped", f"not delivered: {missing}")


def test_a_rule_of_two_tables_runs_where_it_can():
    done = outcomes(rule(also=("pupilnolongeronroll",)), without=["pupilnolongeronroll"])["Z-1"]
    assert (done.status, done.looked) == ("run", 1)


def test_a_broken_rule_stops_no_other_and_tells_no_value():
    rules = [rule(f"Z-{n}") for n in range(1, 6)]
    rules[1] = rule("Z-2", fails="no_such_item > 1")
    rules[3] = rule("Z-4", fails="surname::integer > 1")
    done = outcomes(*rules)
    assert [done[f"Z-{n}"].status for n in range(1, 6)] == ["run", "failed", "run", "failed", "run"]
    assert [done[f"Z-{n}"].found.num_rows for n in (1, 3, 5)] == [1, 1, 1]
    assert done["Z-2"].why.startswith("BinderException")
    assert done["Z-4"].why == "ConversionException"


def test_the_order_of_the_rules_does_not_matter():
    tables = {"pupilonroll": [{}, {}, {"nc_year": "9", "part_time": True}], "senneeds": [{"need_rank": "2"}]}
    backwards = tuple(reversed(BOOK.rules))

    def told(rules):
        return sorted(
            (o.rule, o.status, o.why, str(o.found.to_pylist())) for o in outcomes(*rules, **tables).values()
        )

    assert told(BOOK.rules) == told(backwards)


def test_a_finding_says_where_and_not_what(raw, settings):
    write_census(
        raw,
        [pupil("1", upn=upn(1), need="ASD", senprovision="N"), pupil("2", upn=upn(2), school="B")],
        schools={"A": ("108001", "PS", "CO"), "B": ("", "PS", "CO")},
        year=2019,
    )
    lake, delivery = staged(raw, settings, "school_census")
    judged = judge(lake, delivery.extract, delivery.key, delivery.of)
    assert judged.findings.schema == FINDINGS
    assert judged.runs.schema == RUNS
    rows = [r for r in judged.findings.to_pylist() if r["rule"] in {"2125", "SC-C02"}]
    assert rows == [
        {
            "delivery": "391_2019-spring", "extract": "school_census", "rule": "2125", "level": "error",
            "part": "pupilonroll", "row": 2, "school": "108001", "items": "sen_provision, senneeds.need",
        },
        {
            "delivery": "391_2019-spring", "extract": "school_census", "rule": "SC-C02", "level": "error",
            "part": "schoolcensus", "row": 3, "school": "3912001", "items": "urn",
        },
    ]  # fmt: skip


def test_rejects_are_findings_under_their_numbers_and_of_their_school(raw, settings):
    pupils = [pupil(str(n), upn=upn(n), senprovision="N") for n in range(1, 41)]
    pupils += [pupil("41", upn="A391200012001"), pupil("42", upn=upn(42), school="9")]
    write_census(raw, pupils)
    lake, delivery = staged(raw, settings, "school_census")
    judged = judge(lake, delivery.extract, delivery.key, delivery.of)
    rows = [r for r in found(judged, "rule", "level", "part", "row", "school") if r[3] in {42, 43}]
    assert rows == [
        ("1510", "error", "pupilonroll", 42, "108001"),
        ("SC-R1", "error", "pupilonroll", 43, None),
    ]
    counts = {r["rule"]: (r["status"], r["rows_looked_at"], r["findings"]) for r in judged.runs.to_pylist()}
    assert counts["1510"] == ("run", 42, 1)
    assert counts["2120"] == ("run", 42, 0)


def test_a_reason_without_a_number_is_told_in_its_own_words(raw, settings):
    write_census(raw, [pupil(str(n), upn=upn(n)) for n in range(1, 40)] + [pupil("40", upn=upn(40), dob="")])
    lake, delivery = staged(raw, settings, "school_census")
    nameless = only(BOOK)
    [outcome] = of_rejects(lake, SCHOOL_CENSUS, delivery.key, nameless, lambda _: {})
    assert (outcome.rule, outcome.found.num_rows) == ("birth_date: missing", 1)


def test_two_records_of_one_line_are_two(tmp_path):
    """In a flat extract both needs of a pupil stand in the pupil's own line."""
    settings = settings_at(tmp_path)
    order = Order(
        size=300, first_year=2025, last_year=2025, ehcp_months=0, dirt=Dirt.none(), census_shape="flat"
    )
    write_sample(settings.raw, settings.truth, order)
    lake, delivery = staged(settings.raw, settings, "school_census")
    judged = judge(lake, delivery.extract, delivery.key, delivery.of)
    assert not {"2165", "2166", "SC-S07"} & set(judged.findings["rule"].to_pylist())
    counts = {r["rule"]: (r["status"], r["rows_looked_at"]) for r in judged.runs.to_pylist()}
    assert counts["2166"] == ("run", counts["1500"][1])


def test_a_shape_without_some_tables_breaks_no_rule(tmp_path):
    settings = settings_at(tmp_path)
    order = Order(
        size=300, first_year=2025, last_year=2025, ehcp_months=0, dirt=Dirt.none(), sen2_shape="five_modules"
    )
    write_sample(settings.raw, settings.truth, order)
    lake, delivery = staged(settings.raw, settings, "sen2")
    judged = judge(lake, delivery.extract, delivery.key, delivery.of)
    assert [r["rule"] for r in judged.runs.to_pylist() if r["status"] == "failed"] == []


def test_an_extract_without_rules_has_its_rejects_only(raw, settings):
    write_independent(raw, [("108900", 10, 1, 1)])
    lake, delivery = staged(raw, settings, "independent_schools")
    judged = judge(lake, delivery.extract, delivery.key, delivery.of)
    assert (judged.findings.num_rows, judged.runs.num_rows) == (0, 0)


def test_a_message_is_judged_as_files_are(raw, settings):
    twice = sen2_plan() + sen2_plan(need="SLCN")
    write_sen2(raw, [sen2_person(upn(1), twice), sen2_person(upn(2), sen2_plan(start="2012-03-02"))])
    lake, delivery = staged(raw, settings, "sen2")
    rules = found(judge(lake, delivery.extract, delivery.key, delivery.of), "rule", "part", "row")
    assert {("SEN2-P20", "person", 1), ("SEN2-N04", "namedplan", 3)} <= set(rules)
    assert not {r for r in rules if r[0] == "SEN2-P20" and r[2] != 1}


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A small authority whose files are as they should be, staged and joined."""
    settings = settings_at(tmp_path_factory.mktemp("clean"))
    order = Order(
        size=500, first_year=2025, dirt=Dirt.none(), terms=("autumn", "spring"), attendance=True,
        extras=("ap_census", "early_years_census", "annex_a"),
    )  # fmt: skip
    write_sample(settings.raw, settings.truth, order)
    shop = run.workshop(settings)
    for delivery in landing.find(settings.raw)[0]:
        steps.stage(shop, delivery)
    people.link(shop)
    for query in core.queries():
        for partition in steps.feeding(shop.lake, query):
            steps.build_core(shop, query, partition)
    return shop.lake


def everything(lake):
    for partition in lake.partitions(steps.DELIVERY):
        extract, key = partition.split(".", 1)
        yield judge(lake, EXTRACTS[extract], key, Return.parse(key.split("_")[1]))
    yield judge_across(lake)


def test_clean_files_have_no_errors_and_no_rule_breaks(clean):
    judged = list(everything(clean))
    errors = {r["rule"] for j in judged for r in j.findings.to_pylist() if r["level"] == ERROR}
    assert errors == set()
    broken = {r["rule"]: r["why"] for j in judged for r in j.runs.to_pylist() if r["status"] == "failed"}
    assert broken == {}


def test_no_finding_holds_a_value(clean):
    for partition in clean.partitions(steps.DELIVERY):
        extract, key = partition.split(".", 1)
        everybody = rule("Z-9", fails="true", level=QUERY, table=EXTRACTS[extract].parts[-1].name, wants=())
        book = RULES.get(extract)
        if book is None:
            continue
        judged = judge(clean, EXTRACTS[extract], key, Return.parse(key.split("_")[1]))
        with bench(clean, EXTRACTS[extract], key, Return.parse(key.split("_")[1])) as table:
            [outcome] = outcomes_of(table, only(book, everybody))
            texts = secrets(table)
        said = {v for c in (*judged.findings.columns, *judged.runs.columns) for v in map(str, c.to_pylist())}
        said |= {str(v) for c in outcome.found.columns for v in c.to_pylist()}
        assert not said & texts


def secrets(table):
    """Every name, number and birthday on the table."""
    found = set()
    for part in table.rows:
        known = {name for name, *_ in table.con.execute(f'describe "{part}"').fetchall()}
        for name in known & {"upn", "surname", "forename", "birth_date", "postcode", "uln", "system_person"}:
            found |= {
                str(v) for [v] in table.con.execute(f'select distinct "{name}" from "{part}"').fetchall() if v
            }
    return found


def test_a_rule_sees_its_own_delivery_only():
    assert outcomes(rule(fails="upn in (select upn from person)"))["Z-1"].status == "failed"
