"""Every shape of one return gives the same staged rows, for the columns that the shape carries."""

import pytest

from pipelines import landing
from pipelines.identity import Pseudonyms
from pipelines.staging import stage_delivery
from pipelines.storing import Tallies
from tests import builders_shapes

KEY = Pseudonyms(b"k" * 32)
# What the five modules of the sector's converter cannot say.
NOT_IN_FIVE_MODULES = {"plandetail", "placementdetail", "senneed"}
NOT_IN_MODULE_FIVE = {
    "review_meeting_date",
    "review_outcome",
    "review_draft_date",
    "phase_transfer_due_date",
    "phase_transfer_final_date",
}


def staged(raw, shape):
    folder = raw / shape / "391" / "sen2" / "2025"
    folder.mkdir(parents=True)
    builders_shapes.WRITERS[shape](folder)
    delivery = landing.delivery_at(folder, raw / shape)
    [tables] = landing.batches_of(delivery)
    return stage_delivery(tables, delivery.extract, delivery.of, delivery.key, KEY)


def rows_of(one, without=()):
    columns = [c for c in one.lawful.column_names if c not in {"row", *without}]
    return one.lawful.select(columns).to_pylist()


@pytest.fixture(scope="module")
def of_xml(tmp_path_factory):
    return staged(tmp_path_factory.mktemp("xml"), "xml")


def test_the_message_is_lawful_and_whole(of_xml):
    assert {name: (one.received, one.rejects.num_rows) for name, one in of_xml.items()} == {
        "sen2": (1, 0),
        "person": (3, 0),
        "requests": (4, 0),
        "assessment": (2, 0),
        "namedplan": (2, 0),
        "plandetail": (3, 0),
        "activeplans": (2, 0),
        "placementdetail": (3, 0),
        "senneed": (3, 0),
    }


@pytest.mark.parametrize("shape", ["blade", "template", "pre_submission", "five_modules"])
def test_every_shape_gives_the_rows_of_the_message(of_xml, shape, tmp_path):
    found = staged(tmp_path, shape)
    lacks = NOT_IN_FIVE_MODULES if shape == "five_modules" else set()
    assert found.keys() == of_xml.keys() - lacks
    for name in found.keys() - {"sen2"}:
        without = NOT_IN_MODULE_FIVE if (shape, name) == ("five_modules", "activeplans") else set()
        assert found[name].rejects.num_rows == 0, (name, found[name].reasons)
        assert rows_of(found[name], without) == rows_of(of_xml[name], without), name


@pytest.mark.parametrize("shape", ["pre_submission", "five_modules"])
def test_what_has_no_header_is_told_by_its_place(shape, tmp_path):
    [head] = staged(tmp_path, shape)["sen2"].lawful.to_pylist()
    assert (head["la_code"], head["year"], str(head["reference_date"])) == ("391", 2025, "2025-01-16")


def test_crossed_review_dates_are_put_right_and_told(tmp_path):
    notes = staged(tmp_path, "template")["activeplans"].notes
    assert notes == {"reviewmeeting and lastreview stood under each other's labels": 2}


def test_the_suppliers_own_number_of_a_record_stays_in_the_vault(tmp_path):
    found = staged(tmp_path, "template")
    assert found["requests"].identifiers["supplier_record"].to_pylist() == [
        "11/51",
        "12/61",
        "12/62",
        "13/71",
    ]
    assert found["requests"].lawful["request_key"].to_pylist() == ["1", "2", "3", "4"]


def test_tallies_add_up_over_batches(of_xml):
    tallies = Tallies()
    tallies.add(of_xml)
    tallies.add(of_xml)
    assert tallies.told["person"]["received"] == 6
