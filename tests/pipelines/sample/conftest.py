"""Small samples, written once for all tests of this folder."""

import pytest

from pipelines.sample import Dirt, Order
from tests.pipelines.sample.samples import Sample, written


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The default errors, and all three terms."""
    order = Order(size=3000, terms=("autumn", "spring", "summer"), first_year=2022)
    return written(tmp_path_factory.mktemp("dirty"), order)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return written(tmp_path_factory.mktemp("clean"), Order(size=3000, dirt=Dirt.none()))
