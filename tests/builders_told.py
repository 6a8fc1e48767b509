"""One mart at the door, alone: protected, or attacked."""

import pandas as pd

from pipelines import disclosure
from pipelines.disclosure import Protected, Telling
from pipelines.disclosure_cells import Cells
from pipelines.disclosure_cells import cells_of as cells_of_all
from pipelines.sql import Mart
from schemas.disclosure import POLICIES, Policy


def protect(table: pd.DataFrame, mart: Mart, policy: Policy) -> Protected:
    """The mart as it would be shown if there were no other."""
    return disclosure.protect([Telling(table, mart, policy)])[mart.name]


def assert_safe(table: pd.DataFrame, mart: Mart, policy: Policy) -> None:
    """Attack the mart as if there were no other."""
    disclosure.assert_safe([Telling(table, mart, policy)])


def cells_of(table: pd.DataFrame, mart: Mart) -> Cells:
    """The cells of this mart alone."""
    return cells_of_all([Telling(table, mart, POLICIES[mart.rule])])
