"""Code lists: lawful when, spelt how, and what became of a withdrawn code."""

import pytest

from schemas.catalogue import CODESETS
from schemas.codes import Code, CodeSet
from schemas.codesets.demography import MAIN_ETHNICITY
from schemas.codesets.sen import NEED, SEN_PROVISION


def test_a_label_a_spelling_and_a_spreadsheet_number_stand_for_the_code():
    assert SEN_PROVISION.code_of("sen  Support", 2025) == "K"
    assert SEN_PROVISION.code_of("EHCP", 2025) == "E"
    assert CODESETS["nc_year"].code_of("3.0", 2025) == "3"


def test_an_unknown_text_stays_itself():
    assert SEN_PROVISION.code_of("perhaps", 2025) == "perhaps"


def test_a_withdrawn_code_becomes_what_the_rule_says_only_after_its_end():
    assert SEN_PROVISION.code_of("S", 2018) == "S"
    assert SEN_PROVISION.code_of("S", 2018.5) == "E"
    assert SEN_PROVISION.code_of("P", 2019) == "K"


def test_behaviour_needs_are_never_translated():
    assert NEED.code_of("BESD", 2019) == "BESD"
    assert "BESD" not in NEED.lawful(2019)


def test_down_syndrome_is_lawful_from_2025():
    assert "DS" not in NEED.lawful(2024.5)
    assert "DS" in NEED.lawful(2025)


def test_every_ethnicity_folds_into_a_main_code_of_the_list():
    codes = set(CODESETS["ethnicity"].labels)
    assert set(MAIN_ETHNICITY) == codes
    assert set(MAIN_ETHNICITY.values()) <= codes
    assert len(codes) == 108  # DfE Common Basic Data Set, May 2026


@pytest.mark.parametrize(
    "wrong",
    [
        {"fixes": {"x": "Z"}},  # points nowhere
        {"fixes": {"A": "B"}},  # a code is no misspelling
        {"codes": (Code("A", "a"), Code("A", "b"))},  # listed twice
        {"codes": (Code("A", "a", became="Z"),)},  # succeeded by nothing
    ],
)
def test_a_code_list_that_contradicts_itself_cannot_be_made(wrong):
    with pytest.raises(ValueError, match="test"):
        CodeSet(**({"name": "test", "source": "", "codes": (Code("A", "a"), Code("B", "b"))} | wrong))
