"""Statistical neighbours: for each authority the ten most like it in background. DfE, in LAIT.

A set holds until the next and is named by its year, which is that of the edition. It may come wide (a row an
authority, ten pairs of columns), as a matrix of names (a column an authority), or long.
"""

from schemas.codesets.area import AUTHORITY, CLOSENESS
from schemas.contract import Extract, Part, Table, Text, Whole, item
from schemas.governance import DFE, published
from schemas.published import EDITION
from schemas.returns import YEARLY

HOW_MANY = 10


class Neighbour(Table):
    """One row per authority and rank: its neighbour, and in words how close. DfE.

    Sets hold abolished authorities as well, under the neighbours of their time. A matrix tells no closeness.
    """

    pair: Text = item("pair", "Key: authority and rank", required=True)
    la_code: Text = item("la_code", "The authority", codes=AUTHORITY, required=True)
    rank: Whole = item("rank", "1 is the most like it", required=True, ge=1, le=HOW_MANY)
    neighbour_la_code: Text = item("neighbour", "The neighbour", codes=AUTHORITY, required=True)
    closeness: Text = item("closeness", "How close in words", codes=CLOSENESS)


NEIGHBOURS = Extract(
    name="neighbours",
    title="Statistical neighbours",
    governance=published(DFE, "To compare an authority with those most like it"),
    frequency=YEARLY,
    first_year=2007,
    parts=(EDITION, Part("neighbours", Neighbour, key="pair")),
    head="edition",
    is_published=True,
)
