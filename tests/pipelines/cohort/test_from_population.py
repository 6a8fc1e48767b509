"""Residents out of the core: estimates, the principal projection, its variants, births."""

import duckdb
import pytest

from pipelines.cohort.from_population import residents

_RESIDENT = {
    "area": "varchar", "kind": "varchar", "year": "bigint", "sex": "varchar", "age_scheme": "varchar",
    "age_from": "bigint", "age_to": "bigint", "is_newest": "boolean", "persons": "double",
}  # fmt: skip
_BAND = {
    "delivery": "varchar", "edition_year": "bigint", "kind": "varchar", "variant": "varchar",
    "area_code": "varchar", "la_code": "varchar", "year": "bigint", "sex": "varchar", "age_scheme": "varchar",
    "age_from": "bigint", "age_to": "bigint", "persons": "double",
}  # fmt: skip
_CELL = {**_BAND, "component": "varchar"}
NEWCASTLE = "E08000021"
ENGLAND, OWN = "000_2022", "391_2022"


def of_area(kind, year, ages, persons, scheme):
    return ("391", kind, year, "persons", scheme, *ages, True, persons)


def band(year, persons, *, variant="high migration", delivery=ENGLAND, edition=2022, la=None):
    where = (delivery, edition, "projection", variant, NEWCASTLE, la)
    return (*where, year, "persons", "SEN2", 5, 10, persons)


def cell(kind, year, persons, *, sex="persons", variant="principal", edition=2022, age_to=0):
    where = (ENGLAND, edition, kind, variant, NEWCASTLE, None)
    component = "births" if kind == "births" else "population"
    return (*where, year, sex, "any", 0, age_to, persons, component)


@pytest.fixture
def con():
    estimates = [of_area("estimate", 2024, (age, age), 100.0 + age, "Single year") for age in range(26)]
    principal = [of_area("projection", 2025, (5, 10), 600.0, "SEN2")]
    bands = [
        band(2025, 700.0),
        band(2025, 710.0, delivery=OWN, la="391"),
        band(2025, 640.0, edition=2018, delivery="000_2018"),
        band(2025, 600.0, variant="principal"),
    ]
    cells = [
        cell("births", 2023, 50.0, sex="males", age_to=None),
        cell("births", 2023, 48.0, sex="females", age_to=None),
        cell("births", 2024, 90.0, age_to=None),
        cell("births", 2024, 95.0, edition=2018, age_to=None),
        cell("projection", 2025, 97.0),
        cell("projection", 2025, 99.0, variant="high migration"),
    ]
    tables = {
        "resident_population": (_RESIDENT, estimates + principal),
        "population_band": (_BAND, bands),
        "population": (_CELL, cells),
    }
    with duckdb.connect() as con:
        con.execute("create schema core")
        for name, (columns, rows) in tables.items():
            con.execute(f"create table core.{name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
            con.executemany(f"insert into core.{name} values ({', '.join('?' * len(columns))})", rows)
        yield con


def test_an_area_has_its_estimates_both_projections_and_its_births(con):
    [(la, found)] = residents(con).items()
    assert la == "391"
    assert found.estimated[2025].tolist() == [100.0 + age for age in range(26)]
    assert found.projected.bands == {(2026, (5, 10)): 600.0}
    assert found.projected.newborn == {2026: 97.0}
    # Two sexes make the persons of 2023; of 2024 the newer edition holds.
    assert found.births == {2023: 98.0, 2024: 90.0}


def test_a_variant_is_that_of_its_newest_edition_and_of_the_authority_s_own_file(con):
    [high] = residents(con)["391"].variants.values()
    assert high.bands == {(2026, (5, 10)): 710.0}
    assert high.newborn == {2026: 99.0}
