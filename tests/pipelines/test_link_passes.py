"""Links by number: in their order, each with its rule, and never where all else speaks against."""

from pipelines import link_engine, link_records, link_toml
from tests.builders_link import NHS_1, ULN_1, UPN_1, amy, each, files, linked, mapping_of, pairs, rules

OTHER_CHILD = {"forename": "Kofi", "surname": "Boateng", "birth_date": "2009-11-30"}
NOTHING = {"forename": "", "surname": "", "birth_date": "", "sex": "", "postcode": "", "school": ""}


SHARED = {
    "upn": ({"upn": 1}, {"upn": 1}),
    "upn, with another surname": ({"upn": 1}, {"upn": 1, "surname": "Okafor"}),
    "former_upn": ({"upn": 1}, {"upn": 2, "former_upn": 1}),
    "former_upn, the other way": ({"upn": 2, "former_upn": 1}, {"upn": 1}),
    "former_upn on both sides": ({"former_upn": 1}, {"former_upn": 1}),
    "uln": ({"uln": 1}, {"uln": 1}),
    "nhs_number": ({"nhs_number": 1}, {"nhs_number": 1}),
}


def test_a_shared_number_links_and_says_which(tmp_path):
    nameless = {name: (NOTHING | left, NOTHING | right) for name, (left, right) in SHARED.items()}
    were, _ = each(tmp_path, nameless)
    assert were == {name: name.replace(",", "").split()[0] for name in SHARED}


def test_numbers_are_read_as_spreadsheets_leave_them(tmp_path):
    told = [("upn", UPN_1, UPN_1.lower()), ("uln", "0000000042", "42"), ("nhs_number", NHS_1, NHS_1 + ".0")]
    cases = {key: (NOTHING | {key: one}, NOTHING | {key: other}) for key, one, other in told}
    were, _ = each(tmp_path, cases)
    assert were == {key: key for key, _, _ in told}


def test_a_number_of_two_children_is_for_review(tmp_path):
    numbers = ("upn", "uln", "nhs_number")
    were, asked = each(tmp_path, {n: ({n: 1}, OTHER_CHILD | {n: 1}) for n in numbers})
    assert were == {}
    assert asked == {number: f"{number}_shared" for number in numbers}


def test_what_cannot_be_a_number_links_nobody(tmp_path):
    numbers = ("A801200001001", "UN3", "unknown")
    were, _ = each(tmp_path, {n: (NOTHING | {"upn": n}, NOTHING | {"upn": n}) for n in numbers})
    assert were == {}


def test_a_number_held_twice_goes_to_the_record_that_is_more_alike(tmp_path):
    twins = [amy(id="1", upn=UPN_1), amy(id="2", upn=UPN_1, forename="Ruth")]
    found = linked(tmp_path, {"a": twins, "b": [amy(upn=UPN_1, forename="Ruth")]})
    assert pairs(found) == {("a/2", "b/1")}


def test_local_numbers_link_within_their_system_only(tmp_path):
    tables = {
        "a": [{"id": "1", "care": "77"}],
        "b": [{"id": "1", "care": "77", "case": "5"}],
        "c": [{"id": "1", "case": "77"}],
    }
    found = linked(tmp_path, tables, locals_=("care", "case"))
    assert pairs(found) == {("a/1", "b/1")}
    assert rules(found) == ["local_id"]


def test_a_crosswalk_ties_the_numbers_of_two_systems(tmp_path):
    told = mapping_of("a", "b", locals_=("care", "case"))
    told["crosswalk"] = [{"name": "walk", "columns": {"care": "Care no", "case": "Case no"}}]
    mapping = link_toml.parse(told, "test")
    tables = {"a": [{"id": "1", "care": "77"}], "b": [{"id": "9", "case": "X-5"}, {"id": "8", "case": "77"}]}
    paths = files(tmp_path, tables, ("care", "case"))
    (tmp_path / "walk.csv").write_text("Care no,Case no\n77,x-5\n")
    found = link_engine.link(link_records.read([*paths, tmp_path / "walk.csv"], mapping), mapping)
    assert pairs(found) == {("a/1", "b/9")}
    assert rules(found) == ["crosswalk"]


def test_rows_of_one_id_are_one_record(tmp_path):
    rows = [{"id": "5", "upn": UPN_1}, {"id": "5", "upn": "", "uln": ULN_1}]
    found = linked(tmp_path, {"a": rows, "b": [{"id": "1", "uln": ULN_1}]}, unique=False)
    assert pairs(found) == {("a/5", "b/1")}
