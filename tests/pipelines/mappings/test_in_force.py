"""Which mapping is in force for a delivery, what changes with it, and what it leaves aside is told."""

import pytest

from pipelines import landing, mappings
from pipelines.errors import RefusedError
from pipelines.identity import Pseudonyms
from pipelines.staging import stage_delivery
from tests.builders_mappings import WIDE, WIDE_TOML, mappings_of, write_shape

KEY = Pseudonyms(b"k" * 32)


@pytest.fixture
def delivered(raw):
    """The wide export as the delivery of a month, and a function that reads it."""
    folder = write_shape(raw, "wide")

    def of():
        return landing.delivery_at(folder, raw)

    return folder, of


def staged(delivery):
    [tables] = landing.batches_of(delivery)
    return stage_delivery(tables, delivery.extract, delivery.of, delivery.key, KEY)


def test_the_fingerprint_is_empty_without_a_mapping_and_changes_with_one(raw, delivered):
    _, of = delivered
    path = mappings_of(raw) / "widecase.toml"
    first = mappings.fingerprint(of())
    assert first
    path.write_text(WIDE_TOML + "\n# settled\n", "utf-8")
    assert mappings.fingerprint(of()) not in {first, ""}
    path.unlink()
    assert mappings.fingerprint(of()) == ""


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ('from = "2025-12"', True),
        ('from = "2026-01"', False),
        ('until = "2025-12"', True),
        ('until = "2025-11"', False),
    ],
)
def test_a_version_holds_from_and_until_a_return(raw, delivered, said, holds):
    _, of = delivered
    (mappings_of(raw) / "widecase.toml").write_text(f"{said}\n{WIDE_TOML}", "utf-8")
    assert bool(mappings.in_force(of())) is holds
    assert bool(mappings.fingerprint(of())) is holds


def test_versions_stand_side_by_side_and_the_one_of_the_return_reads_it(raw, delivered):
    _, of = delivered
    folder = mappings_of(raw)
    old = WIDE_TOML.replace('School = "2", Parent = "1"', 'School = "5", Parent = "5"')
    (folder / "widecase.toml").write_text(f'until = "2025-11"\n{old}', "utf-8")
    (folder / "widecase.2.toml").write_text(f'from = "2025-12"\nversion = 2\n{WIDE_TOML}', "utf-8")
    assert [one.named for one in mappings.in_force(of())] == ["widecase 2"]
    assert staged(of())["cases"].lawful["request_source"].to_pylist() == ["2", "1", "2"]


def test_two_versions_that_both_hold_are_refused(raw, delivered):
    _, of = delivered
    (mappings_of(raw) / "widecase.2.toml").write_text(f"version = 2\n{WIDE_TOML}", "utf-8")
    with pytest.raises(RefusedError, match="both hold for 2025-12") as error:
        list(landing.batches_of(of()))
    assert 'from = "2025-12"' in error.value.hint


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("other.toml", WIDE_TOML, "says it is of the supplier widecase"),
        ("widecase.9.toml", "extract = [", "widecase.9.toml, line 1: this is no TOML"),
        ("widecase.9.toml", WIDE_TOML.replace('"ehcp"', '"sen2"', 1), "has no such part"),
    ],
)
def test_a_mapping_in_the_wrong_place_or_broken_is_told(raw, delivered, name, text, what):
    _, of = delivered
    (mappings_of(raw) / "widecase.toml").unlink()
    (mappings_of(raw) / name).write_text(text, "utf-8")
    assert mappings.fingerprint(of())
    with pytest.raises(RefusedError, match=what):
        list(landing.batches_of(of()))


def test_columns_that_the_mapping_does_not_know_are_counted_and_dropped_at_the_door(delivered):
    folder, of = delivered
    more = WIDE.replace("Social Worker\n", "Social Worker,decision,ULN\n")
    more = more.replace("Qvarz\n", "Qvarz,N,1\n").replace(",,,,\n", ",,,,,N,1\n")
    (folder / "plans.csv").write_text(more, "utf-8")
    found = staged(of())["cases"]
    assert found.notes == {"columns that the mapping does not know, left aside": 2}
    # 'decision' is a header of the contract; only what is mapped is read.
    assert found.lawful["decision"].to_pylist() == ["Y", "Y", "N"]
    assert found.identifiers["uln"].to_pylist() == [None] * 3


def test_a_word_that_is_not_mapped_rejects_its_row_with_a_reason(delivered):
    folder, of = delivered
    (folder / "plans.csv").write_text(
        WIDE.replace("Refused", "Deferred").replace(",Final,", ",Gone,"), "utf-8"
    )
    found = staged(of())
    assert found["cases"].reasons == {"decision: not a request_outcome code then": 1}
    assert found["planversions"].reasons == {"status: not a plan_status code then": 1}


def test_a_mapped_column_that_the_file_lost_is_told_or_refused(delivered):
    folder, of = delivered
    (folder / "plans.csv").write_text(WIDE.replace("Home Post Code", "Postal area"), "utf-8")
    notes = staged(of())["cases"].notes
    assert notes["columns of the mapping that the file lacks"] == 1
    (folder / "plans.csv").write_text(WIDE.replace("DOB", "Birthday"), "utf-8")
    with pytest.raises(RefusedError, match="has no column 'DOB'") as error:
        staged(of())
    assert "a new version of widecase.toml" in error.value.hint


def test_what_a_mapping_does_not_tell_is_missing_as_the_contract_says(raw, delivered):
    _, of = delivered
    text = WIDE_TOML.replace('"DOB" = { item = "birth_date", dates = "%d/%m/%Y" }\n', "")
    (mappings_of(raw) / "widecase.toml").write_text(text, "utf-8")
    assert staged(of())["cases"].reasons == {"birth_date: missing": 3}
