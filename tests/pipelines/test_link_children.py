"""What is peculiar to children: twins, siblings, new names, adoptions, and names written otherwise."""

from tests.builders_link import AMY, ULN_1, UPN_1, UPN_2, amy, each, linked, pairs

DIFFERENCES = {
    "another surname": {"surname": "Okafor"},
    "day and month exchanged": {"birth_date": "turned"},
    "a slip in the birth date": {"birth_date": "slip"},
    "double-barrelled": {"surname": "Hartley-Okafor"},
    "double, without a hyphen": {"surname": "Okafor Hartley"},
    "capitals": {"surname": "HARTLEY "},
    "names swapped": {"forename": "Hartley", "surname": "Amy"},
    "moved": {"postcode": "SW1A 2AA"},
    "no address": {"postcode": ""},
    "another sex": {"sex": "M"},
    "another school": {"school": "108999"},
    "two forenames": {"forename": "Amy Jane"},
    "an earlier surname, elsewhere": {
        "surname": "Okafor",
        "earlier_surname": "Hartley",
        "postcode": "SW1A 2AA",
    },
}


def test_one_thing_may_differ(tmp_path):
    were, _ = each(tmp_path, {name: ({}, changed) for name, changed in DIFFERENCES.items()})
    assert set(DIFFERENCES) - set(were) == set()


SPELLINGS = [
    ("forename", "Mohammed", "Muhammad"),
    ("forename", "Mohd.", "Mohamed"),
    ("surname", "O'Brien", "OBrien"),
    ("surname", "O\u2019Brien", "O Brien"),
    ("forename", "José", "Jose"),
    ("surname", "Łukasiewicz", "Lukasiewicz"),
    ("surname", "Chowdhury", "Choudhury"),
    ("forename", "William", "Billy"),
    ("forename", "Youssef", "Yusuf"),
    ("forename", "Christopher", "Chrsitopher"),
    ("forename", "Mary-Jane", "Maryjane"),
    ("surname", "Müller", "Muller"),
]


def test_a_name_may_be_written_otherwise(tmp_path):
    cases = {one: ({item: one}, {item: other}) for item, one, other in SPELLINGS}
    were, _ = each(tmp_path, cases)
    assert set(cases) - set(were) == set()


OTHERS = {
    "a twin": {"forename": "Ruth"},
    "a twin of like name": {"forename": "Ann"},
    "a twin of another sex": {"forename": "Jamie", "sex": "M"},
    "a sister": {"forename": "Ann", "birth_date": "2014-09-20"},
    "a sister of like name": {"forename": "Amy-Lou", "birth_date": "2014-09-20"},
    "born then, living there": {"forename": "Ruth", "surname": "Okafor"},
}


def test_a_twin_or_a_sibling_is_another_child(tmp_path):
    cases = {name: ({}, changed) for name, changed in OTHERS.items()}
    rhyming = {"rhyming twins": ({"forename": "Jayden"}, {"forename": "Kayden"})}
    were, asked = each(tmp_path, cases | rhyming)
    assert were == {}
    assert "a twin" not in asked


def test_each_twin_is_linked_to_itself(tmp_path):
    both = [amy(id="1"), amy(id="2", forename="Ruth")]
    found = linked(tmp_path, {"a": both, "b": both[::-1], "c": both}, unique=False)
    assert pairs(found) == {("a/1", "b/1"), ("b/1", "c/1"), ("a/2", "b/2"), ("b/2", "c/2")}


def test_a_record_without_a_forename_may_be_either_twin(tmp_path):
    tables = {"a": [amy(id="1"), amy(id="2", forename="Ruth")], "b": [amy(forename="")]}
    found = linked(tmp_path, tables)
    assert pairs(found) == set()
    assert set(found.doubts["rule"]) == {"likeness_of_two"}


def test_namesakes_with_two_pupil_numbers_are_two_children(tmp_path):
    tables = {"a": [amy(id="1", upn=UPN_1), amy(id="2", upn=UPN_2)], "b": [amy(id="1"), amy(id="2")]}
    found = linked(tmp_path, tables, unique=False)
    assert found.cluster[0] != found.cluster[1]
    assert pairs(found) == {("b/1", "b/2")}


def test_a_record_without_a_forename_does_not_tie_twins_together(tmp_path):
    tables = {"a": [amy(id="1"), amy(id="2", forename="Ruth"), amy(id="3", forename="")]}
    found = linked(tmp_path, tables, unique=False)
    assert ("a/1", "a/2") not in pairs(found)
    assert found.cluster[0] != found.cluster[1]


ADOPTED = {"forename": "Grace", "surname": "Whitfield"}


ADOPTIONS = {
    "pupil numbers": ({"upn": 1}, {"upn": 2}),
    "no numbers": ({}, {}),
    "one learner number": ({"upn": 1, "uln": 1}, {"upn": 2, "uln": 1}),
    "one nhs number": ({"upn": 1, "nhs_number": 1}, {"upn": 2, "nhs_number": 1}),
    "an nhs number alone": ({"nhs_number": 1}, {"nhs_number": 1}),
    "a number one side knows": ({"upn": 1, "nhs_number": 1}, {"nhs_number": 1}),
    "one house": ({"upn": 1, "uprn": "77"}, {"upn": 2, "uprn": "77"}),
}


def test_an_adopted_child_is_never_joined_again_nor_shown(tmp_path):
    cases = {known: (before, ADOPTED | after) for known, (before, after) in ADOPTIONS.items()}
    cases["kept the forename"] = ({"upn": 1}, {"upn": 2, "surname": "Whitfield"})
    assert each(tmp_path, cases) == ({}, {})


def test_a_record_without_names_does_not_join_an_adopted_child(tmp_path):
    between = [{"id": "1", "uln": ULN_1}, {"id": "2", "uln": ULN_1}]
    tables = {
        "a": [amy(upn=UPN_1, uln=ULN_1)],
        "b": [amy(upn=UPN_2, uln=ULN_1, **ADOPTED)],
        "between": between,
    }
    found = linked(tmp_path, tables, unique=False)
    assert found.cluster[0] != found.cluster[1]


def test_a_local_number_alone_does_not_join_two_pupil_numbers(tmp_path):
    tables = {"a": [{"id": "1", "upn": UPN_1, "care": "7"}], "b": [{"id": "1", "upn": UPN_2, "care": "7"}]}
    assert pairs(linked(tmp_path, tables, locals_=("care",))) == set()


def test_birth_date_sex_and_address_alone_never_link(tmp_path):
    nameless = {key: value for key, value in AMY.items() if key not in {"forename", "surname"}}
    found = linked(tmp_path, {"a": [{"id": "1", **nameless}], "b": [{"id": "1", **nameless}]})
    assert pairs(found) == set()
