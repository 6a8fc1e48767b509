"""What a linkage is told: the files, which column of each says what of a person, and how sure is sure.

A mapping is written as TOML; ``pipelines.link_toml`` reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# In the order in which a shared one links: the number of the school system first.
NUMBERS = ("upn", "former_upn", "uln", "nhs_number")
# Earlier ones are names too: former, preferred, middle.
NAMES = ("forename", "surname", "earlier_forename", "earlier_surname")
TRAITS = ("birth_date", "sex", "postcode", "uprn", "school", "address")
ATTRIBUTES = (*NUMBERS, *NAMES, *TRAITS)


@dataclass(frozen=True)
class Thresholds:
    """Match weights, log2 of the odds that two records are one person's: 8 is 256 to 1, 0 is one to one.

    From ``link`` on a pair is linked, from ``review`` on it is shown to a person. Where two records of a
    unique source are less than ``margin`` apart in likeness to a third, a person decides between them.
    """

    link: float = 8.0
    review: float = 0.0
    margin: float = 1.0


@dataclass(frozen=True)
class Columns:
    """The columns that say one thing of a person, and how they write days.

    What several say is joined by a space; of earlier names each column is a name of its own.
    """

    names: tuple[str, ...]
    dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkSource:
    """One file. ``unique``: nobody is in it twice, so that no two of its records are ever linked.

    ``local_ids`` are numbers of other systems, by the name of the system: column.
    """

    name: str
    file: str
    id: str
    unique: bool
    columns: Mapping[str, Columns]
    local_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Crosswalk:
    """A file that says which numbers are one person's: columns by system, or by ``NUMBERS``."""

    name: str
    file: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class LinkMap:
    """A whole mapping. ``children``: guard against twins, siblings and the broken chain of an adoption."""

    sources: tuple[LinkSource, ...]
    crosswalks: tuple[Crosswalk, ...] = ()
    thresholds: Thresholds = Thresholds()
    children: bool = True
