import re

from pipelines.sample.names import BOYS, GIRLS, SURNAMES

# Pairs of letters that no English, Welsh or common European word or place name holds.
ODD = re.compile(r"zq|vry?x|qv|xv|jx|kvy|wq|vx|zj|qz|xq|bx|dwq|fx|gvq|hz|mx|nvz|pq|rvx|tq|yx", re.IGNORECASE)
ORDINARY = {
    "Wilson",
    "Hassan",
    "Patel",
    "Newcastle",
    "Byker",
    "Oxford",
    "Vera",
    "Victor",
    "Xavier",
    "Quentin",
}


def test_there_are_hundreds_of_forenames_and_two_thousand_surnames():
    assert (len(set(BOYS)), len(set(GIRLS))) == (432, 432)
    assert len(set(SURNAMES)) > 2000


def test_no_name_is_a_word():
    names = {*BOYS, *GIRLS, *SURNAMES}
    assert not names & ORDINARY
    assert [n for n in names if not ODD.search(n)] == []


def test_every_name_is_long_enough_to_be_searched_for():
    assert min(len(n) for n in (*BOYS, *GIRLS, *SURNAMES)) >= 6


def test_some_surnames_are_hard_to_write():
    assert any("'" in n for n in SURNAMES)
    assert any(not n.isascii() for n in SURNAMES)


def test_forenames_of_boys_and_girls_differ():
    assert not set(BOYS) & set(GIRLS)
