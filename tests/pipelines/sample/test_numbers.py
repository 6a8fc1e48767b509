import numpy as np
import pandas as pd

from pipelines.sample.numbers import Issue, ulns
from schemas.types import uln_is_valid, upn_is_temporary, upn_is_valid

FOUR = Issue(
    np.array([801, 801, 801, 391]), np.array([2000, 2000, 2000, 2000]), np.array([2001, 2001, 2002, 2001])
)


def test_a_number_begins_with_its_check_letter():
    # H801200001001 is the worked example of the DfE's guide.
    assert FOUR.permanent()[0] == "H801200001001"


def test_serials_begin_anew_in_each_school_and_year():
    assert FOUR.serial.tolist() == [1, 2, 1, 1]


def test_temporary_numbers_are_valid_and_end_in_a_letter():
    temporary = pd.Series(FOUR.temporary())
    assert upn_is_valid(temporary).all()
    assert upn_is_temporary(temporary).all()


def test_learner_numbers_are_valid_and_different_and_some_begin_with_nought():
    found = pd.Series(ulns("391", 5000))
    assert uln_is_valid(found).all()
    assert found.is_unique
    assert found.str.startswith("0").sum() > 100
