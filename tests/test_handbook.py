"""The handbook says what the declarations say, and every column is explained."""

from pipelines import handbook, handbook_rules
from pipelines.sql import read_marts
from schemas.catalogue import EXTRACTS, RULES, TABLES
from schemas.contract import items
from schemas.rules.across import ACROSS


def test_the_handbook_is_fresh():
    assert not handbook.is_stale(), "run: python -m pipelines.handbook"


def test_every_rule_stands_on_its_page_with_both_examples():
    page = handbook_rules.PAGE.read_text("utf-8")
    rules = [rule for book in (*RULES.values(), ACROSS) for rule in book.rules]
    assert [r.number for r in rules if f"### {r.number} ({r.level})" not in page] == []
    assert (page.count("- Passes: "), page.count("- Fails: ")) == (len(rules), len(rules))


def test_every_item_column_and_mart_is_explained():
    unexplained = [
        f"{part.contract.__name__}.{item.name}"
        for extract in EXTRACTS.values()
        for part in extract.parts
        for item in items(part.contract)
        if not item.description
    ]
    unexplained += [
        f"{table.name}.{name}"
        for table in TABLES.values()
        for name, column in table.model.to_schema().columns.items()
        if not column.description
    ]
    unexplained += [
        f"{m.name}.{c.name}" for m in read_marts().values() for c in m.columns if not c.description
    ]
    assert unexplained == []


def test_every_contract_and_table_states_its_grain():
    models = [part.contract for e in EXTRACTS.values() for part in e.parts] + [
        t.model for t in TABLES.values()
    ]
    assert [m.__name__ for m in models if "ne row per" not in (m.__doc__ or "")] == []
