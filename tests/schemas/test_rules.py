"""Every rule's examples are its tests: the failing one is found, the passing one is not."""

import duckdb
import pytest

from pipelines.rules import Bench, outcomes_of
from schemas import rule as grammar
from schemas.catalogue import EXTRACTS, RULES
from schemas.contract import items
from schemas.returns import Return
from schemas.rule import ANY, ORPHAN, RAGGED, REPEATED
from schemas.rules.across import ACROSS
from tests.builders_rules import across_faults, faults, on_the_table

EVERY = [(book, rule) for book in RULES.values() for rule in book.rules]
NAMES = [f"{book.extract}-{rule.number}" for book, rule in EVERY]


@pytest.mark.parametrize(("book", "rule"), EVERY, ids=NAMES)
def test_a_rule_tells_its_examples_apart(book, rule):
    assert faults(book, rule, rule.passing) == 0
    if rule.failing:  # a line that cannot be cut is no row of any table
        assert faults(book, rule, rule.failing) >= 1


@pytest.mark.parametrize("rule", ACROSS.rules, ids=[rule.number for rule in ACROSS.rules])
def test_a_rule_across_returns_tells_its_examples_apart(rule):
    assert across_faults(rule, rule.passing) == 0
    assert across_faults(rule, rule.failing) >= 1


@pytest.mark.parametrize("book", RULES.values(), ids=RULES)
def test_the_lawful_record_is_at_fault_nowhere(book):
    extract = EXTRACTS[book.extract]
    with duckdb.connect(":memory:") as con:
        bench = Bench(con, extract, Return.parse(book.returned))
        outcomes = outcomes_of(
            on_the_table(bench, book.filled(extract, {}), bench.of, carries_all=False), book
        )
    assert [one.rule for one in outcomes if one.found.num_rows] == []
    assert [(one.rule, one.why) for one in outcomes if one.status == "failed"] == []


def test_a_rule_speaks_of_items_there_are():
    unknown = []
    for book, rule in EVERY:
        for name in (*rule.items, *rule.wanted):
            table, _, item = name.rpartition(".")
            for part in (table,) if table else rule.tables if rule.table != ANY else ():
                known = {one.name for one in items(EXTRACTS[book.extract].part(part).contract)}
                unknown += [] if item in known else [f"{rule.number}: {name}"]
    assert unknown == []


def test_a_rule_says_what_is_wrong_what_to_do_and_who_says_so():
    rules = [rule for _, rule in EVERY] + list(ACROSS.rules)
    assert [r.number for r in rules if not (r.message.endswith(".") and r.to_do.endswith("."))] == []
    assert [r.number for r in rules if not r.source or r.level not in (grammar.ERROR, grammar.QUERY)] == []


@pytest.mark.parametrize("book", [*RULES.values(), ACROSS], ids=[*RULES, "across"])
def test_a_number_stands_once_and_a_reason_for_one_rule(book):
    numbers = [rule.number for rule in book.rules]
    reasons = [(table, reason) for rule in book.rules for table in rule.tables for reason in rule.reasons]
    assert (len(numbers), len(reasons)) == (len(set(numbers)), len(set(reasons)))


def test_the_contract_and_the_rules_call_the_same_reasons_by_the_same_words():
    assert (grammar.ORPHAN, grammar.REPEATED, grammar.RAGGED) == (ORPHAN, REPEATED, RAGGED)


def test_a_rule_that_says_neither_what_fails_nor_what_is_rejected_is_none():
    with pytest.raises(ValueError, match="predicate"):
        grammar.Rule(
            number="Z", level=grammar.ERROR, table="t", items=("i",), source="s", message="M.", to_do="D.",
            passing=[{}], failing=[{}],
        )  # fmt: skip
