"""Fetching published statistics: which versions there are, and each as a file of its edition's delivery.

What is downloaded lies in the cache first; from there it is delivered into data/raw/000/<extract>/<year>/,
written beside and renamed. A delivery that holds a file of anybody else, or one of ours that was changed
since, is left as it is. An edition is the year in which it was published, as everywhere.
"""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import SendError
from pipelines.fetch_api import Api, DataSet, Version
from pipelines.fetch_cache import Cache, Delivered, hash_of
from pipelines.fetch_errors import UnreachableError
from pipelines.landing import is_delivered
from schemas.publications import PUBLICATIONS, Publication, is_of_authorities
from schemas.published import ENGLAND

NEW, REPLACED, SAME, LEFT, FAILED = "new", "replaced", "same", "left as it is", "failed"
_LONGEST_NAME = 80
_MEGABYTE = 1_000_000

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Offer:
    """One version of a data set as a file of one edition; ``name`` is that file's."""

    publication: Publication
    data_set: DataSet
    version: Version
    edition: int
    name: str

    @property
    def extract(self) -> str:
        """The extract that it is a file of."""
        return self.publication.extract

    @property
    def folder(self) -> str:
        """The place of its delivery under data/raw."""
        return f"{ENGLAND}/{self.extract}/{self.edition}"

    @property
    def file(self) -> str:
        """Its own place under data/raw."""
        return f"{self.folder}/{self.name}"


@dataclass(frozen=True)
class Offered:
    """What the API has of what is wanted; ``missing``: publications that it has not, or nothing chosen of."""

    offers: tuple[Offer, ...]
    missing: tuple[Publication, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of an offer; ``others``: names of the files for which a delivery was left as it is."""

    offer: Offer
    state: str
    others: tuple[str, ...] = ()
    error: SendError | None = None


def cache_of(beside: Path) -> Cache:
    """Where a deployment keeps what was fetched: beside its deliveries."""
    return Cache(beside / "cache" / "fetch")


def offered(
    api: Api, extracts: Collection[str], *, year: int = 0, pins: Mapping[str, str] | None = None
) -> Offered:
    """Of every data set that is wanted the newest version; of a ``year``, the newest of that edition.

    ``pins``: the version to take instead, by the id of the data set.
    """
    wanted = [one for one in PUBLICATIONS if one.extract in extracts]
    listed = api.publications()
    offers: list[Offer] = []
    missing = []
    for publication in wanted:
        found = [
            offer
            for one in listed
            if publication.is_called(one.id, one.title)
            for offer in _of_publication(api, publication, one.id, year, pins or {})
        ]
        offers += found
        missing += [] if found else [publication]
    return Offered(_apart(offers), tuple(missing))


def fetch(api: Api, cache: Cache, raw: Path, offers: Sequence[Offer], progress: Progress) -> list[Outcome]:
    """Download what is not in the cache, and deliver each file; what goes wrong with one ends no other.

    Where nobody answers any more, ``UnreachableError`` rises: no other would fare better.
    """
    outcomes = []
    for offer in offers:
        try:
            outcomes.append(_fetched(api, cache, raw, offer, progress))
        except UnreachableError:
            raise
        except SendError as error:
            outcomes.append(Outcome(offer, FAILED, error=error))
    return outcomes


def _of_publication(
    api: Api, publication: Publication, publication_id: str, year: int, pins: Mapping[str, str]
) -> list[Offer]:
    offers = []
    for data_set in api.data_sets(publication_id):
        is_asked_for = data_set.id in pins or bool(year)
        if (data_set.superseded and not is_asked_for) or not publication.wants(data_set.id, data_set.title):
            continue
        versions = api.versions(data_set.id)
        for version in versions:
            edition = _edition(version, versions)
            if not is_of_authorities(version.levels):
                continue
            pin = pins.get(data_set.id, "")
            if (pin and version.number == pin) or (not pin and year in (0, edition)):
                offers.append(Offer(publication, data_set, version, edition, f"{_slug(data_set)}.csv"))
                break
    return offers


def _edition(version: Version, versions: Sequence[Version]) -> int:
    """The year in which it was published; of a patch (2.1.1), in which what it mends (2.1) was."""
    return min(one.published for one in versions if one.order[:2] == version.order[:2]).year


def _apart(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """No two files of one name in one place."""
    times = Counter(offer.file for offer in offers)
    return tuple(
        replace(offer, name=f"{_slug(offer.data_set)}-{offer.data_set.id[:8]}.csv")
        if times[offer.file] > 1
        else offer
        for offer in offers
    )


def _slug(data_set: DataSet) -> str:
    """A file name of letters, digits and hyphens, whatever the title holds."""
    words = re.sub(r"[^a-z0-9]+", "-", data_set.title.casefold()).strip("-")
    return words[:_LONGEST_NAME].strip("-") or data_set.id


def _fetched(api: Api, cache: Cache, raw: Path, offer: Offer, progress: Progress) -> Outcome:
    if others := _others(cache.ledger(), raw, offer):
        return Outcome(offer, LEFT, others)

    def told(have: int, total: int) -> None:
        of = f" of {total / _MEGABYTE:.1f}" if total else ""
        progress(f"{offer.name} {have / _MEGABYTE:.1f}{of} MB")

    kept, body = api.csv(offer.data_set.id, offer.version.number, told)
    entry = Delivered(
        file=offer.file,
        extract=offer.extract,
        edition=offer.edition,
        publication=offer.publication.slug,
        data_set=offer.data_set.id,
        title=offer.data_set.title,
        version=offer.version.number,
        release=offer.version.release,
        published=offer.version.published.isoformat(),
        address=kept.address,
        sha256=kept.sha256,
        size=kept.size,
        fetched=kept.fetched,
    )
    return Outcome(offer, _delivered(cache, raw, entry, body))


def _others(ledger: Sequence[Delivered], raw: Path, offer: Offer) -> tuple[str, ...]:
    """Files of the delivery that we did not put there as they are now."""
    folder = raw / offer.folder
    ours = {(entry.file, entry.sha256) for entry in ledger}
    if not folder.is_dir():
        return ()
    return tuple(
        path.name
        for path in sorted(folder.iterdir())
        if is_delivered(path)
        and (path.is_dir() or (path.relative_to(raw).as_posix(), hash_of(path)) not in ours)
    )


def _delivered(cache: Cache, raw: Path, entry: Delivered, body: Path) -> str:
    """Put the file into its place, and take away those that were delivered of its data set before."""
    target = raw / entry.file
    before = [
        raw / one.file
        for one in cache.ledger()
        if (one.extract, one.edition, one.data_set) == (entry.extract, entry.edition, entry.data_set)
    ]
    standing = [path for path in dict.fromkeys(before) if path.is_file()]
    cache.note(entry)
    if standing == [target] and hash_of(target) == entry.sha256:
        return SAME
    _put(body, target)
    for path in standing:
        if path != target:
            path.unlink()
    return REPLACED if standing else NEW


def _put(body: Path, target: Path) -> None:
    """Whole or not at all: a name that begins with a dot is no part of a delivery."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(body, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
