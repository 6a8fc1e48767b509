"""Every rule's examples are its tests: the failing one is found, the passing one is not."""

import duckdb
import pytest

from pipelines.rules import outcomes_of
from pipelines.staging import ORPHAN, RAGGED, REPEATED
from schemas import rule as grammar
from schemas.catalogue import EXTRACTS, RULES
from schemas.contract import items
from schemas.returns import Return
from schemas.rule import ANY
from tests.builders_rules import faults, on_the_table

EVERY = [
    pytest.param(book, rule, id=f"{name}-{rule.number}") for name, book in RULES.items() for rule in book.rules
]


@pytest.mark.parametrize(("book", "rule"), EVERY)
def test_the_passing_example_passes(book, rule):
    assert faults(book, rule, rule.passing) == 0


@pytest.mark.parametrize(("book", "rule"), [p for p in EVERY if p.values[1].failing])
def test_the_failing_example_fails(book, rule):
    assert faults(book, rule, rule.failing) >= 1


@pytest.mark.parametrize("book", RULES.values(), ids=RULES)
def test_the_lawful_record_is_at_fault_nowhere(book):
    of = Return.parse(book.returned)
    with duckdb.connect(":memory:") as con:
        table = on_the_table(con, book, book.filled(EXTRACTS[book.extract], {}), of, carries_all=False)
        outcomes = outcomes_of(table, book)
    assert [one.rule for one in outcomes if one.found.num_rows] == []
    assert [(one.rule, one.why) for one in outcomes if one.status == "failed"] == []


@pytest.mark.parametrize(("book", "rule"), EVERY)
def test_a_rule_speaks_of_items_there_are(book, rule):
    extract = EXTRACTS[book.extract]
    if rule.table == ANY:
        return
    for name in (*rule.items, *rule.wanted):
        part, _, item = name.rpartition(".")
        for table in (part,) if part else rule.tables:
            assert item in {one.name for one in items(extract.part(table).contract)}, name


@pytest.mark.parametrize(("book", "rule"), EVERY)
def test_a_rule_says_what_is_wrong_and_what_to_do(book, rule):
    assert rule.message.endswith(".")
    assert rule.to_do.endswith(".")
    assert rule.source
    assert rule.level in (grammar.ERROR, grammar.QUERY)


def test_a_reason_stands_for_one_rule():
    for book in RULES.values():
        said = [(t, reason) for rule in book.rules for t in rule.tables for reason in rule.reasons]
        assert len(said) == len(set(said)), book.extract


def test_the_contract_and_the_rules_call_the_same_reasons_by_the_same_words():
    assert (grammar.ORPHAN, grammar.REPEATED, grammar.RAGGED) == (ORPHAN, REPEATED, RAGGED)
