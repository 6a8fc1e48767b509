"""What becomes of a direct identifier: the value goes to the vault, a pseudonym or an age stays.

A pseudonym is keyed: without the key it can neither be made nor tested. The same number gives the same
pseudonym wherever it stands, so deliveries can be linked without opening the vault.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from schemas.contract import AGES, AGES_AND_MONTH, DISTRICT, PSEUDONYM, Item

PSEUDONYM_BYTES = 12


@dataclass(frozen=True)
class Pseudonyms:
    """Makes pseudonyms under one key."""

    key: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        """Names the key without telling it: what was made under another key is out of date."""
        return hashlib.blake2b(b"key id", key=self.key, digest_size=6).hexdigest()

    def of(self, numbers: "pd.Series[str]", domain: str) -> "pd.Series[str]":
        """The pseudonym of each number of a ``domain`` (upn, uln, nhs_number); missing stays missing."""
        codes, known = pd.factorize(numbers)
        made = [self.one(str(number), domain) for number in known]
        return pd.Series(made, dtype="string").reindex(codes).set_axis(numbers.index)

    def one(self, number: str, domain: str) -> str:
        """The pseudonym of one number."""
        digest = hashlib.blake2b(
            number.encode(), key=self.key, person=domain.encode()[:16], digest_size=PSEUDONYM_BYTES
        )
        return digest.hexdigest()


@dataclass(frozen=True)
class Days:
    """The days on which ages are counted in a return."""

    census_day: date
    academic_year_start: date


def left_behind(item: Item) -> dict[str, str]:
    """The columns that stay in the lake for an item that goes to the vault, with their kinds."""
    if item.vault == PSEUDONYM:
        return {f"{item.name}_key": "text"}
    if item.vault in {AGES, AGES_AND_MONTH}:
        month = {"birth_month": "whole"} if item.vault == AGES_AND_MONTH else {}
        return {"age_31_august": "whole", "age_census_day": "whole", **month}
    if item.vault == DISTRICT:
        return {f"{item.name}_district": "text"}
    return {}


def leave_behind(
    item: Item, values: "pd.Series[object]", pseudonyms: Pseudonyms, days: Days
) -> dict[str, "pd.Series[object]"]:
    """Those columns, filled."""
    if item.vault == PSEUDONYM and item.number:
        return {f"{item.name}_key": pseudonyms.of(values, item.number.domain)}
    if item.vault in {AGES, AGES_AND_MONTH}:
        month = {"birth_month": values.dt.month.astype("Int64")} if item.vault == AGES_AND_MONTH else {}
        return {
            "age_31_august": age_on(values, days.academic_year_start),
            "age_census_day": age_on(values, days.census_day),
            **month,
        }
    if item.vault == DISTRICT:
        squeezed = values.str.upper().str.replace(" ", "", regex=False)
        return {f"{item.name}_district": squeezed.str.slice(0, -3)}
    return {}


def age_on(born: "pd.Series[object]", day: date) -> "pd.Series[int]":
    """Age in whole completed years on a day; missing where the date of birth is missing or later."""
    had_birthday = (born.dt.month < day.month) | ((born.dt.month == day.month) & (born.dt.day <= day.day))
    years = (day.year - born.dt.year - (~had_birthday).astype(int)).astype("Int64")
    return years.where(born.notna() & (years >= 0))
