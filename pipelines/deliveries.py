"""How each return stands: accepted, new, changed, refused, missing, late. By hashes and stamps only.

No delivered file is read for its rows here, nothing is written, and no key is made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from pipelines import agreements, history, keys, steps
from pipelines.calendar import due, expected, following, in_words
from pipelines.errors import RefusedError
from pipelines.identity import Pseudonyms
from pipelines.lake import Lake
from pipelines.landing import Delivery
from pipelines.ledger import Ledger
from pipelines.settings import Settings
from schemas.catalogue import EXTRACTS
from schemas.returns import Return

HAVE, NEW, CHANGED, REFUSED, GONE, NEED, LATE = "have", "new", "changed", "refused", "gone", "need", "late"


@dataclass(frozen=True)
class Standing:
    """How one return of one extract of one authority stands; ``versions`` of it have been accepted."""

    extract: str
    la_code: str
    returned: Return
    status: str
    why: str = ""
    hint: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    is_staged: bool = False
    versions: int = 0

    @property
    def partition(self) -> str:
        """Its name among the deliveries of all extracts."""
        return f"{self.extract}.{self.la_code}_{self.returned}"

    @property
    def due(self) -> date:
        """The last day on which it may be missing."""
        return due(self.extract, self.returned)

    def total(self, of: str) -> int:
        """Rows ``received``, ``lawful`` or ``rejects`` in all its tables."""
        return sum(counts[of] for counts in self.counts.values())


def workshop(settings: Settings) -> steps.Workshop:
    """The lake under the keys of this deployment; where there is none yet, under one that is thrown away."""
    has_key = settings.key_in_environment or settings.key_file.exists()
    key = settings.key() if has_key else keys.new()
    lake = Lake(settings.lake, settings.vault_keys(make=False))
    return steps.Workshop(lake, Ledger.of(settings), Pseudonyms(key), settings.beside, settings.marts)


def standings(
    shop: steps.Workshop, deliveries: Sequence[Delivery], today: date | None = None
) -> list[Standing]:
    """Every delivery on disk, and every one in force that is no longer there."""
    today = today or datetime.now(UTC).date()
    there = {delivery.partition for delivery in deliveries}
    gone = [p for p in shop.lake.partitions(steps.DELIVERY) if p not in there]
    found = [*(_of_delivery(shop, d, today) for d in deliveries), *map(_of_gone, gone)]
    return [replace(one, versions=len(history.versions(shop.lake, one.partition))) for one in found]


def missing(present: Sequence[Standing], today: date) -> Iterator[Standing]:
    """The returns that are expected and not there: needed until the day they are due, late after it."""
    for extract, la_code in _places(present):
        held = _held(present, extract, la_code)
        for of in expected(extract, held, today):
            if of not in held:
                status = LATE if due(extract, of) < today else NEED
                hint = f"Put it in data/raw/{la_code}/{extract}/{of}/."
                yield Standing(extract, la_code, of, status, f"Due {in_words(due(extract, of))}.", hint)


def coming(present: Sequence[Standing], today: date) -> list[Standing]:
    """The next return of each extract and authority, soonest due first."""
    upcoming = [
        Standing(extract, la_code, of, NEED)
        for extract, la_code in _places(present)
        if (of := following(extract, _held(present, extract, la_code), today))
    ]
    return sorted(upcoming, key=lambda one: (one.due, one.partition))


def _of_delivery(shop: steps.Workshop, delivery: Delivery, today: date) -> Standing:
    in_force = shop.lake.stamp(steps.DELIVERY, delivery.partition)
    place = (delivery.extract.name, delivery.la_code, delivery.of)
    counts = _counts(in_force.facts["parts"]) if in_force else {}
    try:
        agreements.check(delivery, today)
    except RefusedError as error:
        return Standing(*place, REFUSED, f"{error.what} {error.why}", error.hint, counts)
    if steps.is_staged(shop, delivery):
        why = _corrected(in_force.facts["corrections"]) if in_force else ""
        return Standing(*place, HAVE, why, counts=counts, is_staged=True)
    if refusal := steps.known_refusal(shop, delivery):
        kept = " An earlier one stays in force." if in_force else ""
        return Standing(*place, REFUSED, f"{refusal.what} {refusal.why}", refusal.hint + kept, counts)
    if in_force is None:
        return Standing(*place, NEW, "Not built yet.", "Run 'send build'.")
    if history.is_made_of(in_force, delivery):
        return Standing(
            *place, HAVE, "Our rules, or the key, have changed since.", "Run 'send build'.", counts
        )
    return Standing(*place, CHANGED, "Its files are not those in force.", "Run 'send build'.", counts)


def _corrected(said: dict[str, Any]) -> str:
    """What became of the file of corrections, where there is one."""
    number = said["applied"]
    return said["void"] or (f"{number} value{'s' if number > 1 else ''} corrected." if number else "")


def _of_gone(partition: str) -> Standing:
    extract, key = partition.split(".", 1)
    la_code, _, returned = key.partition("_")
    why, hint = "In force, but no longer in data/raw.", "The next build withdraws it; or put it back."
    return Standing(extract, la_code, Return.parse(returned), GONE, why, hint)


def _counts(parts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {
        name: {of: counts[of] for of in ("received", "lawful", "rejects")} for name, counts in parts.items()
    }


def _places(present: Sequence[Standing]) -> list[tuple[str, str]]:
    """Extracts and authorities, in the order of the catalogue."""
    return sorted({(s.extract, s.la_code) for s in present}, key=lambda p: (p[1], list(EXTRACTS).index(p[0])))


def _held(present: Sequence[Standing], extract: str, la_code: str) -> set[Return]:
    return {s.returned for s in present if (s.extract, s.la_code) == (extract, la_code)}
