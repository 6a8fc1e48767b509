"""Every shape of one school census gives the same staged rows, and the same pupils are counted."""

import pytest

from pipelines import landing
from pipelines.identity import Pseudonyms
from pipelines.run import build, workshop
from pipelines.staging import Family, stage_delivery
from tests import builders_census
from tests.builders import settings_at

KEY = Pseudonyms(b"k" * 32)
# What a flat line does not say; where the school stands is in its seven digits.
NOT_IN_FLAT = {
    "schoolcensus": {"native_id"},
    "school": {"school_name", "governance"},
    "pupilonroll": {"native_id", "fsm_eligible"},
    "senneeds": set(),
}


def staged(raw, shape):
    folder = raw / shape / "391" / "school_census" / "2025-spring"
    folder.mkdir(parents=True)
    builders_census.WRITERS[shape](folder)
    delivery = landing.delivery_at(folder, raw / shape)
    family, found = Family(), {}
    for tables in landing.batches_of(delivery):
        batch = stage_delivery(tables, delivery.extract, delivery.of, delivery.key, KEY, family=family)
        for name, one in batch.items():
            assert one.received == one.lawful.num_rows
            found.setdefault(name, []).extend(one.lawful.to_pylist())
    return found


def without(rows, columns):
    return [{k: v for k, v in row.items() if k not in {"row", *columns}} for row in rows]


@pytest.fixture(scope="module")
def of_blade(tmp_path_factory):
    return staged(tmp_path_factory.mktemp("blade"), "blade")


def test_a_message_a_school_gives_the_rows_of_the_tables(of_blade, tmp_path):
    found = staged(tmp_path, "xml")
    for name, rows in of_blade.items():
        lacks = {"native_id"} | ({"fsm_period_id"} if name == "fsmperiod" else set())
        assert without(found[name], lacks) == without(rows, lacks), name


@pytest.mark.parametrize("name", list(NOT_IN_FLAT))
def test_a_flat_extract_gives_the_rows_of_the_tables(of_blade, name, tmp_path):
    def plain(rows):
        """Second needs stand after all first ones in a flat extract: the order is not the record's."""
        bare = without(rows, NOT_IN_FLAT[name] | {"sen_need_id"})
        return sorted(bare, key=lambda row: [str(value) for value in row.values()])

    assert plain(staged(tmp_path, "flat")[name]) == plain(of_blade[name])


@pytest.mark.parametrize("shape", ["blade", "xml", "flat"])
def test_the_same_pupils_are_counted(shape, tmp_path):
    """Four pupils, one of them at two schools: one in a special school, one in a SEN unit."""
    settings = settings_at(tmp_path)
    folder = settings.raw / "391" / "school_census" / "2025-spring"
    folder.mkdir(parents=True)
    builders_census.WRITERS[shape](folder)
    assert build(settings, only=["school_census"]).refused == {}
    lake = workshop(settings).lake
    enrolled = lake.read("core.enrolment", "school_census.391_2025-spring").to_pylist()
    counted = [(e["urn"], e["enrolment_status"], e["fsm_eligible"]) for e in enrolled if e["is_counted"]]
    assert sorted(counted) == [
        ("108001", "C", False),
        ("108001", "C", False),
        ("108001", "C", True),
        ("108002", "M", True),
    ]
    status = lake.read("core.sen_status", "school_census.391_2025-spring").to_pylist()
    assert sorted((s["sen_provision"], s["sen_unit"]) for s in status if s["sen_unit"]) == [("E", True)]
    needs = lake.read("core.need", "school_census.391_2025-spring").to_pylist()
    assert sorted((n["need"].split()[0], n["need_rank"]) for n in needs) == [
        ("Autistic", "1"),
        ("Severe", "1"),
        ("Social,", "1"),
        ("Speech,", "2"),
    ]
