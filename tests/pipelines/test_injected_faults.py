"""Each rule's fault, put into one row of a clean authority, is found at that row and nowhere else."""

import csv
import re
from contextlib import ExitStack

import pytest

from pipelines import landing, run, steps
from pipelines.rules import bench, judge, outcomes_of
from pipelines.rules_scan import merged
from pipelines.sample import Dirt, Order, write_sample
from pipelines.sample.order import EXTRAS
from pipelines.staging import staged_schema
from schemas.catalogue import RULES
from tests.builders import settings_at
from tests.builders_rules import only, typed

CENSUS = "school_census"


def own_row(rule):
    """The row at fault, where the rule's example is that row only."""
    example = rule.said_by(rule.failing)
    [*rows] = example.get(rule.table, [])
    return rows[0] if set(example) == {rule.table} and len(rows) == 1 else None


# What the contract rejects is put into a file, further down.
CASES = [
    (book, rule)
    for book in RULES.values()
    for rule in book.rules
    if rule.fails and not rule.rejects and own_row(rule) is not None
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A small authority whose files are as they should be."""
    settings = settings_at(tmp_path_factory.mktemp("clean"))
    order = Order(
        size=300, first_year=2025, dirt=Dirt.none(), terms=("spring",), attendance=True, extras=EXTRAS
    )
    write_sample(settings.raw, settings.truth, order)
    return settings


@pytest.fixture(scope="module")
def latest(settings):
    """Of each extract the latest delivery, staged, on the engine's table."""
    shop = run.workshop(settings)
    deliveries = {delivery.extract.name: delivery for delivery in landing.find(settings.raw)[0]}
    with ExitStack() as stack:
        tables = {}
        for name, delivery in deliveries.items():
            steps.stage(shop, delivery)
            laid = bench(shop.lake, delivery.extract, delivery.key, delivery.of)
            tables[name] = stack.enter_context(laid)
        yield tables


def rows_at_fault(table, book, rule):
    outcome = merged(outcomes_of(table, only(book, rule)))
    assert outcome.status != "failed", outcome.why
    return {(r["part"], r["row"]) for r in outcome.found.to_pylist()}, outcome.status


def injected(table, book, rule, at):
    """The rows that the rule finds once one row says what its failing example says, and nothing else."""
    part = table.extract.part(rule.table)
    said = {**book.lawful.get(rule.table, {}), **own_row(rule)}
    table.con.register("one", typed(table.extract, part, [said], table.of))
    there = {name for name, *_ in table.con.execute(f'describe "{part.name}"').fetchall()}
    names = ({*staged_schema(part).names} | {*said}) & there - {part.key, part.parent_key, "row", "delivery"}
    new = ", ".join(f'"{name}" = one."{name}"' for name in sorted(names))
    table.con.begin()
    table.con.execute(f'update "{part.name}" set {new} from one where "{part.name}"."row" = {at}')
    found, _ = rows_at_fault(table, book, rule)
    table.con.rollback()
    table.con.unregister("one")
    return found


def needs_others(table, book, rule):
    """It speaks of records beside the row, which the example leaves as they are."""
    others = {part.name for part in table.extract.parts} | {beside.name for beside in book.besides}
    said = set(re.findall(r"\b([a-z_]+)\.", rule.fails))
    return bool(said & others)


@pytest.mark.parametrize(("book", "rule"), CASES, ids=[f"{b.extract}-{r.number}" for b, r in CASES])
def test_a_fault_put_into_one_row_is_found_there_and_nowhere_else(latest, book, rule):
    table = latest[book.extract]
    if not rule.is_in_force(table.of) or not table.rows.get(rule.table):
        pytest.skip("the rule, or its table, is of another return")
    before, status = rows_at_fault(table, book, rule)
    carries = table.carries[rule.table]
    if status != "run" or any(name not in carries for name in rule.wanted if "." not in name):
        pytest.skip("the sample does not carry the item")
    rows = [n for [n] in table.con.execute(f'select "row" from "{rule.table}" order by 1 limit 3').fetchall()]
    found = {at: injected(table, book, rule, at) for at in rows}
    assert all(now - before <= {(rule.table, at)} for at, now in found.items())
    assert any((rule.table, at) in now for at, now in found.items()) or needs_others(table, book, rule)


# Header, what is written, and the number of the rule that then finds the row.
REJECTED = [
    ("upn", "A391200119001", "1510"),
    ("ethnicity", "QQQQ", "1630"),
    ("sex", "7", "1610"),
    ("dob", "31/02/2015", "1600"),
    ("entrydate", "soon", "1880"),
    ("ncyearactual", "99", "2000"),
]
ORPHANS = "SC-R1"


def test_faults_written_into_a_file_are_rejected_at_their_lines_and_nowhere_else(settings):
    shop = run.workshop(settings)
    *_, delivery = (d for d in landing.find(settings.raw)[0] if d.extract.name == CENSUS)
    clean = findings(shop, delivery)
    [path] = [file.path for file in delivery.files if "pupilonroll" in file.path.name.casefold()]
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = list(csv.reader(file))
    places = [name.casefold() for name in header]
    expected = set()
    for line, (name, text, rule) in enumerate(REJECTED, 20):
        lines[line - 2][places.index(name)] = text
        expected.add((rule, "pupilonroll", line))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    new = findings(shop, landing.delivery_at(path.parent, settings.raw)) - clean
    # What hangs on a rejected pupil is rejected with it, and nothing else is.
    assert {found for found in new if found[0] != ORPHANS} == expected
    names = {line[places.index("pupilonrolltableid")] for line in lines[18 : 18 + len(REJECTED)]}
    assert {found for found in new if found[0] == ORPHANS} == {
        (ORPHANS, part, line) for part, line in hanging_on(names, delivery)
    }


def hanging_on(names, delivery):
    """Table and line of every record that names one of these pupils."""
    for part in delivery.extract.parts:
        if part.parent == "pupilonroll":
            for path in (f.path for f in delivery.files if f.path.stem.casefold().endswith(part.name)):
                with path.open(encoding="utf-8-sig", newline="") as file:
                    header, *lines = list(csv.reader(file))
                place = [name.casefold() for name in header].index("pupilonrolltableid")
                yield from ((part.name, n) for n, line in enumerate(lines, 2) if line[place] in names)


def findings(shop, delivery):
    steps.stage(shop, delivery)
    judged = judge(shop.lake, delivery.extract, delivery.key, delivery.of)
    return {(f["rule"], f["part"], f["row"]) for f in judged.findings.to_pylist() if f["level"] == "error"}
