import pytest

from schemas.disclosure import POLICIES


@pytest.mark.parametrize(("people", "is_small"), [(0, False), (1, True), (5, True), (6, False)])
def test_education_hides_one_to_five(people: int, is_small: bool) -> None:  # noqa: FBT001
    assert POLICIES["education"].is_small(people) is is_small
