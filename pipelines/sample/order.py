"""What may be asked of the sample: areas, years, terms, shapes, size, seed, and how dirty. No making here."""

import re
from dataclasses import dataclass, field, fields

from schemas.returns import Return
from schemas.types import LA_CODE_PATTERN

TERMS = ("autumn", "spring", "summer")
FIRST_YEAR, LAST_YEAR = 2015, 2026  # the lives are always lived from autumn 2014 to autumn 2026
TRIAL_SEN2_YEAR, FIRST_SEN2_YEAR = 2022, 2023  # the person-level SEN2 was tried, and became statutory
FIRST_ANNEX_A_YEAR = 2016
FIRST_SURVEY_YEAR = 2020
SEN2_SHAPES = ("xml", "blade", "template", "pre_submission", "five_modules")
CENSUS_SHAPES = ("blade", "xml", "flat")
PARTNERS = ("health_waits", "nccis", "social_care", "attainment", "disputes", "complaints", "sendiass")
EXTRAS = ("ap_census", "early_years_census", "annex_a", "places", *PARTNERS)
MONTHS = 12
YEARS_BY_CODE = 2
SMALLEST, LARGEST = 300, 150_000


@dataclass(frozen=True)
class Dirt:
    """How often the files are wrong in the ways real ones are; every field is a rate from 0 to 1.

    Persons: ``temporary_upn`` to ``adopted``, ``dob_transposed`` and ``claimed_twice``; rows of one
    return: ``no_upn``, ``dual_registration``, ``labels``, ``floats``, ``withdrawn_codes``; cells:
    ``blanks``, ``british_dates`` (among ISO ones, outside the two national returns); learner numbers that
    begin with a nought: ``lost_leading_zeros``.
    """

    no_upn: float = 0.03
    temporary_upn: float = 0.02
    former_upn: float = 0.04
    surname_changed: float = 0.05
    dob_transposed: float = 0.01
    same_sex_twins: float = 0.005
    adopted: float = 0.002
    lost_leading_zeros: float = 0.3
    labels: float = 0.01
    floats: float = 0.01
    dual_registration: float = 0.01
    claimed_twice: float = 0.003
    blanks: float = 0.01
    withdrawn_codes: float = 0.005
    british_dates: float = 0.05

    def __post_init__(self) -> None:
        if bad := [f.name for f in fields(self) if not 0 <= getattr(self, f.name) <= 1]:
            raise ValueError(f"rates lie between 0 and 1: {', '.join(bad)}")

    @classmethod
    def none(cls) -> "Dirt":
        """Files as they should be: nothing wrong in them."""
        return cls(**{f.name: 0.0 for f in fields(cls)})


@dataclass(frozen=True)
class Order:
    """One order for sample files; the same order always gives the same bytes.

    ``size`` is the number of pupils in all schools in January 2019; None is the authority's own. The case
    system is read at ``ehcp_months`` ends of months up to the December before the last year's returns: that
    snapshot and that year's SEN2 tell of the same day. ``sen2_shape`` and ``census_shape`` are how an
    authority holds the two returns; the facts in them are the same in every shape. ``attendance`` adds
    the tables of sessions to the census, ``absence`` the cheap part of them: sums on the pupils' records
    while there are any, and of the two newest years the tables. ``extras`` adds whole extracts beside it,
    those of partners among them, and ``context`` the published files of England, its regions and
    authorities.
    """

    areas: tuple[str, ...] = ("391",)
    first_year: int = 2019
    last_year: int = 2026
    terms: tuple[str, ...] = ("spring",)
    size: int | None = None
    ehcp_months: int = 2
    seed: int = 2019
    dirt: Dirt = field(default_factory=Dirt)
    sen2_shape: str = "xml"
    census_shape: str = "blade"
    sen2_first_year: int = FIRST_SEN2_YEAR
    attendance: bool = False
    absence: bool = False
    extras: tuple[str, ...] = ()
    context: bool = False

    def __post_init__(self) -> None:
        if bad := [a for a in self.areas if not re.fullmatch(LA_CODE_PATTERN, a)]:
            raise ValueError(f"an area is a three-digit authority code, not {', '.join(bad)}")
        if bad := [t for t in self.terms if t not in TERMS]:
            raise ValueError(f"a term is one of {', '.join(TERMS)}, not {', '.join(bad)}")
        if not FIRST_YEAR <= self.first_year <= self.last_year <= LAST_YEAR:
            raise ValueError(f"years run from {FIRST_YEAR} to {LAST_YEAR}, the first not after the last")
        if self.size is not None and not SMALLEST <= self.size <= LARGEST:
            raise ValueError(f"an authority has from {SMALLEST} to {LARGEST:,} pupils")
        if self.ehcp_months < 0:
            raise ValueError("a number of months is not below nought")
        if self.sen2_first_year not in {TRIAL_SEN2_YEAR, FIRST_SEN2_YEAR}:
            raise ValueError(f"the first SEN2 is of {TRIAL_SEN2_YEAR} or of {FIRST_SEN2_YEAR}")
        self._refuse_unknown_shapes()

    def _refuse_unknown_shapes(self) -> None:
        if self.sen2_shape not in SEN2_SHAPES:
            raise ValueError(f"a SEN2 shape is one of {', '.join(SEN2_SHAPES)}, not {self.sen2_shape}")
        if self.census_shape not in CENSUS_SHAPES:
            raise ValueError(f"a census shape is one of {', '.join(CENSUS_SHAPES)}, not {self.census_shape}")
        if (self.attendance or self.absence) and self.census_shape == "flat":
            raise ValueError("the flat census holds no attendance")
        if bad := [e for e in self.extras if e not in EXTRAS]:
            raise ValueError(f"an extra extract is one of {', '.join(EXTRAS)}, not {', '.join(bad)}")

    @property
    def years(self) -> range:
        """The years whose yearly returns are written."""
        return range(self.first_year, self.last_year + 1)

    @property
    def censuses(self) -> list[Return]:
        """The termly censuses to write, in the order of their days."""
        wanted = [Return(year, term) for year in self.years for term in self.terms]
        return sorted(wanted, key=lambda r: r.census_day)

    def tells_codes(self, census: Return) -> bool:
        """Whether a census holds the tables of sessions by code."""
        is_new = census.year > self.last_year - YEARS_BY_CODE
        return self.attendance or (self.absence and is_new)

    def tells_sessions(self, census: Return) -> bool:
        """Whether its pupils' records hold sums of sessions, by code or without."""
        return self.absence or self.tells_codes(census)

    @property
    def sen2_returns(self) -> list[Return]:
        """The person-level SEN2 returns to write."""
        return [Return(year) for year in self.years if year >= self.sen2_first_year]

    @property
    def ehcp_snapshots(self) -> list[Return]:
        """The months at whose ends the case system is read, none before the first year."""
        last = self.last_year * MONTHS - 1
        months = range(max(last - self.ehcp_months + 1, self.first_year * MONTHS), last + 1)
        return [Return(month // MONTHS, month=month % MONTHS + 1) for month in months]

    @property
    def annex_a(self) -> list[Return]:
        """The one month in which inspectors were handed lists: that of the last census day."""
        asked = "annex_a" in self.extras and self.last_year >= FIRST_ANNEX_A_YEAR
        return [Return(self.last_year, month=1)] if asked else []

    @property
    def surveys(self) -> list[int]:
        """The years in which parents and carers are asked."""
        return [year for year in self.years if year >= FIRST_SURVEY_YEAR]
