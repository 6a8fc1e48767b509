"""Every indicator gives of its worked example what was typed by hand."""

import pytest

from pipelines.outcomes.declared import declared
from pipelines.outcomes.rehearsed import given
from schemas.indicator import DOMAINS

INDICATORS = declared()


@pytest.fixture(scope="module")
def found():
    return given(INDICATORS)


@pytest.mark.parametrize("one", INDICATORS.values(), ids=list(INDICATORS))
def test_an_indicator_gives_of_its_example_what_was_typed(one, found):
    assert found[one.id] == pytest.approx(one.example.gives)


def test_there_are_sixty_indicators_and_more_over_every_domain():
    assert len(INDICATORS) >= 60
    assert {one.domain for one in INDICATORS.values()} == set(DOMAINS)
