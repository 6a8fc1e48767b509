"""The grammar of outcome indicators: of whom, what is counted, which way is good, and an example by hand.

An indicator is data, in a file of ``schemas/indicators``: whatever stands there is found, counted, protected,
released and tested. What it is of is a :class:`Base`, shared by all indicators of the same persons or
events, so that no number stands twice in what is released. Its expressions are DuckDB SQL over the columns
of the base's ``source``. What another mart shows already is not counted anew: it is :class:`AsShown`.
Nothing is run here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

HIGH_GOOD, LOW_GOOD, NEITHER = "high_good", "low_good", "none"
POLARITIES = (HIGH_GOOD, LOW_GOOD, NEITHER)

HISTORY, NEWEST, RETURNS, STOCK, MONTH_ENDS = "history", "newest", "returns", "stock", "month ends"
"""What is kept of several deliveries: the newest one, which holds all history; of each ``key`` its newest
row; every row, each delivery telling of a year of its own; every row, as it stood on the snapshot's day; the
newest one, which says how it stood at the end of each month (see ``schemas.month_ends``)."""
STOCKS = (STOCK, MONTH_ENDS)
CALENDAR, ACADEMIC, FINANCIAL = "calendar", "academic", "financial"
YEARLY, TERMLY, QUARTERLY, MONTHLY = "year", "term", "quarter", "month"
EDUCATION, HEALTH = "education", "health"
"""Whose disclosure rule a base is counted under."""

SEX, ETHNICITY, DEPRIVATION = "Sex", "Ethnicity", "Fifth of LSOAs by deprivation"
AGE, NEED, PROVISION, LOCALITY = "Age band at 31 August", "Area of need", "SEN provision", "Locality"
PERSON_GROUPS = (SEX, ETHNICITY, DEPRIVATION, AGE, NEED, PROVISION, LOCALITY)
"""Groups that the joint dataset knows of a person whatever the source: see ``pipelines.outcomes.groups``.
Deprivation is by the indices of 2025 where the directory of postcodes has them, else of 2019."""

PROPORTION, RATE, COUNT, DURATION, GAP = "proportion", "rate", "count", "duration", "gap"
DOMAINS = (
    "Identification and assessment",
    "Plans and reviews",
    "Inclusion",
    "Attainment",
    "Preparation for adulthood",
    "Health",
    "Social care",
    "Voice",
    "Disputes and complaints",
    "Sufficiency",
)


@dataclass(frozen=True)
class Example:
    """What the indicator gives of a few rows typed by hand.

    ``rows`` is a table, columns parted by ``|``, of the first table that the source reads; or such a table
    for each table by name. Columns that are left out are missing. ``gives``: numerator, denominator, value
    of all rows together, in one period. Of a count there is no denominator, of a duration no numerator.
    """

    rows: str | Mapping[str, str]
    gives: tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class Baseline:
    """A published figure of an area to compare with: its year as printed, its source, and its group."""

    value: float
    year: str
    la_code: str
    source: str
    topic: str = "Total"
    group: str = "Total"


@dataclass(frozen=True)
class Comparator:
    """A measure of the mart ``benchmark`` that an indicator, or a group of it, is held against by year.

    ``measure``: its id there, of DfE's interactive tool its short name. ``differs``: of whom else it is.
    """

    measure: str
    topic: str = "Total"
    group: str = "Total"
    differs: str = ""


@dataclass(frozen=True, kw_only=True)
class Base:
    """Persons or events that indicators are of: their source, and the period and groups of each.

    ``source``: a core table, or a query over core tables. ``when``: the day by which one is counted.
    ``year``: where the source names the year itself, the expression for that; ``term``: the same of the term,
    as autumn, spring or summer. Yearly figures are broken down by ``persons_by`` (of the person) and
    ``groups`` (a name and an expression); shorter periods, every ``every``, are told in total only, for small
    numbers' sake. ``adds_up``: the periods of a year are of other persons or events, so that the year is
    their sum; where they are not, no whole year is told. A stock is as it stood at the end of each month
    told; its groups are those of the last month of a year. ``lag_days``: so long after a period ended its
    figures are provisional. ``rolling``: so many periods are also told together, as they are shown.
    """

    id: str
    words: str
    source: str
    extract: str
    when: str = "cast(null as date)"
    where: str = "true"
    keeps: str = HISTORY
    key: str = ""
    years: str = CALENDAR
    year: str = ""
    term: str = ""
    every: str = YEARLY
    adds_up: bool = True
    rolling: int = 0
    rule: str = EDUCATION
    persons_by: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    lag_days: int = 0

    def __post_init__(self) -> None:
        keeps = {HISTORY, NEWEST, RETURNS, STOCK, MONTH_ENDS}
        if self.keeps not in keeps or (self.keeps == NEWEST) != bool(self.key):
            raise ValueError(f"{self.id}: what is kept of several deliveries is not clear")
        if self.keeps == RETURNS and self.every not in {YEARLY, TERMLY}:
            raise ValueError(f"{self.id}: a return tells of a year, or of its terms")
        if (self.every == TERMLY) != bool(self.term):
            raise ValueError(f"{self.id}: who is told by term says of which, and nobody else")
        if unknown := set(self.persons_by) - set(PERSON_GROUPS) | set(self.persons_by) & set(self.groups):
            raise ValueError(f"{self.id}: {', '.join(sorted(unknown))} is known of nobody, or named twice")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator: what it is in words, which way is good, and what it is held against.

    ``target`` is per the unit, for every area that says no other. ``domain``: one of ``DOMAINS``.
    """

    id: str
    words: str
    domain: str
    numerator: str
    denominator: str
    polarity: str
    why: str
    source: str
    example: Example
    unit: str = "%"
    target: float | None = None
    baselines: tuple[Baseline, ...] = ()
    comparators: tuple[Comparator, ...] = ()
    caveats: str = ""

    def __post_init__(self) -> None:
        if self.polarity not in POLARITIES or self.domain not in DOMAINS:
            raise ValueError(f"{self.id}: another polarity or domain than there are")
        if not (self.words and self.why and self.source):
            raise ValueError(f"{self.id}: an indicator says what it is, why, and on whose authority")

    @property
    def kind(self) -> str:
        """proportion, rate, count, duration or gap."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Proportion(Indicator):
    """Those of the base of whom ``counts`` is true, per 100. Missing counts as not.

    ``within``: the indicator of the same base among whose counted all of these are, so that the
    difference of the two is protected too.
    """

    base: Base
    counts: str
    within: str = ""

    @property
    def kind(self) -> str:
        """A proportion."""
        return PROPORTION


@dataclass(frozen=True, kw_only=True)
class Count(Indicator):
    """How many there are of the base."""

    base: Base

    @property
    def kind(self) -> str:
        """A count."""
        return COUNT


@dataclass(frozen=True, kw_only=True)
class Rate(Indicator):
    """All of the base per so many of those whom another mart shows.

    ``among``: a query over ``shown`` marts, one row per ``la_code, year, breakdown_topic, breakdown`` with
    the count ``denominator``. In the example those are given as ``among``, not counted.
    """

    base: Base
    among: str
    per: int = 100

    @property
    def kind(self) -> str:
        """A rate."""
        return RATE


@dataclass(frozen=True, kw_only=True)
class Duration(Indicator):
    """So many days, divided by ``per``, that ``share`` of the base have ended their way within.

    ``days`` runs to the end of the way where ``ended`` is true, else to the day the source was read: by
    Kaplan and Meier's estimate, open ways count for as long as they are known to last. Where too many are
    open for the share to be reached there is no value.
    """

    base: Base
    days: str
    ended: str = "true"
    share: float = 0.5
    per: int = 1

    @property
    def kind(self) -> str:
        """A quantile of a duration."""
        return DURATION


@dataclass(frozen=True, kw_only=True)
class AsShown(Indicator):
    """Made of a mart as it is shown.

    ``query`` reads ``shown`` marts: ``la_code, year, period, breakdown_topic, breakdown, numerator,
    denominator, deliveries``; for what is not a proportion also ``value``, ``lower`` and ``upper``; where a
    survey has weights, ``weighted_value``. A period is ``Whole year``, 2025-Q1 or 2025-03.
    """

    query: str
    of_kind: str = PROPORTION
    per: int = 100

    @property
    def kind(self) -> str:
        """As declared."""
        return self.of_kind


@dataclass(frozen=True, kw_only=True)
class Gap(Indicator):
    """The percentage of ``group`` less that of ``against``: groups of ``topic`` of the proportion ``of``."""

    of: str
    topic: str
    group: str
    against: str
    unit: str = "percentage points"

    @property
    def kind(self) -> str:
        """A gap."""
        return GAP
