"""``send fetch``: published statistics from DfE's public API into data/raw, or what there is of them."""

import difflib
import re
from collections.abc import Collection, Sequence

from pipelines import fetch as fetching
from pipelines.cli.console import plural, result, result_json, talk, tell
from pipelines.cli.pretty import table, working
from pipelines.errors import SOURCE_MISSING, SendError, SourceMissingError, UsageError
from pipelines.fetch import FAILED, LEFT, SAME, Offer, Offered, Outcome
from pipelines.fetch_api import Api
from pipelines.fetch_cache import Cache, Delivered
from pipelines.fetch_web import Manners
from pipelines.settings import Settings
from schemas.publications import FETCHED, Publication

_PIN = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})=(\d+(?:\.\d+){0,2})", re.IGNORECASE)
_PAGES_SHOWN = 3


def fetch(
    settings: Settings,
    *,
    what: Sequence[str],
    api: str,
    to_list: bool,
    year: int = 0,
    pins: Sequence[str] = (),
    a_second: float = 5,
    as_json: bool = False,
    manners: Manners | None = None,
) -> int:
    """Deliver the published files that are wanted and not there yet, or list them."""
    extracts, pinned = _known(what), _pinned(pins)
    cache = fetching.cache_of(settings.beside)
    asked = Api(api, cache, manners or Manners(a_second=a_second))
    with cache.held():
        found = _offered(asked, cache, extracts, year, pinned)
        if to_list:
            _list(asked, cache, found, as_json=as_json)
            return 0
        _refuse_nothing(found, extracts, year)
        with working("Fetching what is not here yet", brief=True) as progress:
            outcomes = fetching.fetch(asked, cache, settings.raw, found.offers, progress)
    code = _told(outcomes, found.missing, as_json=as_json)
    having = {one.extract for one in found.offers}
    return code or (SOURCE_MISSING if set(what) - having else 0)


def _offered(asked: Api, cache: Cache, extracts: Collection[str], year: int, pins: dict[str, str]) -> Offered:
    try:
        with working("Asking what is published"):
            found = fetching.offered(asked, extracts, year=year, pins=pins)
    except SendError:
        before = [one for one in cache.ledger() if one.extract in extracts]
        if before:
            talk(f"Fetched before, and still here: {plural(len({one.file for one in before}), 'file')}.")
        raise
    _refuse_unknown_pins(found, pins)
    return found


def _list(asked: Api, cache: Cache, found: Offered, *, as_json: bool) -> None:
    ledger = {(one.data_set, one.version): one for one in cache.ledger()}
    kept = {one: cache.kept(asked.csv_address(one.data_set.id, one.version.number)) for one in found.offers}
    if as_json:
        result_json(
            {
                "api": asked.address,
                "offers": [
                    {**_as_json(one), "fetched": record.fetched if record else None}
                    for one, record in kept.items()
                ],
                "missing": [_missing_as_json(one) for one in found.missing],
            }
        )
        return
    table(
        ["Extract", "Edition", "Data set", "Version", "Published", "Fetched", "Delivered as"],
        [
            [
                one.extract,
                one.edition,
                one.data_set.title,
                one.version.number,
                one.version.published.isoformat(),
                record.fetched[:10] if record else "no",
                _place(ledger.get((one.data_set.id, one.version.number))),
            ]
            for one, record in kept.items()
        ],
    )
    _tell_missing(found.missing)


def _told(outcomes: Sequence[Outcome], missing: Sequence[Publication], *, as_json: bool) -> int:
    """What became of each, and the exit code of the first that failed."""
    for one in outcomes:
        if one.error:
            tell(one.error)
    for folder, others in {one.offer.folder: one.others for one in outcomes if one.others}.items():
        talk(
            f"data/raw/{folder} is left as it is: it holds {', '.join(others)}, which 'send fetch' did not "
            "put there, or not as it is now. Keep it; or move it away and fetch again."
        )
    if as_json:
        result_json(
            {
                "files": [{**_as_json(one.offer), "state": one.state} for one in outcomes],
                "missing": [_missing_as_json(one) for one in missing],
            }
        )
    else:
        table(
            ["State", "File", "Version", "Published", "Data set"],
            [
                [
                    one.state,
                    f"data/raw/{one.offer.file}",
                    one.offer.version.number,
                    one.offer.version.published.isoformat(),
                    one.offer.data_set.title,
                ]
                for one in outcomes
            ],
        )
        _tell_missing(missing)
        fresh = sum(one.state not in (SAME, LEFT, FAILED) for one in outcomes)
        result(f"Delivered {plural(fresh, 'file')}." + (" Next: send build" if fresh else ""))
    return next((one.error.code for one in outcomes if one.error), 0)


def _tell_missing(missing: Sequence[Publication]) -> None:
    for one in missing:
        talk(
            f"{one.extract}: the API has nothing of {one.slug}. Download its files from {one.page} "
            f"and put them into data/raw/000/{one.extract}/<year>/."
        )


def _refuse_nothing(found: Offered, extracts: Sequence[str], year: int) -> None:
    if found.offers:
        return
    pages = "the publisher's pages"
    if len(found.missing) <= _PAGES_SHOWN:
        pages = " or ".join(one.page for one in found.missing)
    of_year = f" of the edition {year}" if year else ""
    raise SourceMissingError(
        f"The API has nothing for {', '.join(extracts)}{of_year}.",
        why="Not every publication is in it, and of those that are not every edition.",
        hint=f"Download the files by hand from {pages} and put them into "
        f"data/raw/000/{extracts[0]}/<year>/; 'send fetch --list' shows what there is.",
    )


def _refuse_unknown_pins(found: Offered, pins: Collection[str]) -> None:
    if unknown := sorted(set(pins) - {one.data_set.id for one in found.offers}):
        raise UsageError(
            f"There is no such version of the data set {unknown[0]}.",
            why="The data set is none of those that are fetched, or has no version of that number.",
            hint="'send fetch --list --json' shows the ids and the newest versions.",
        )


def _known(what: Sequence[str]) -> tuple[str, ...]:
    if unknown := [name for name in what if name not in FETCHED]:
        near = difflib.get_close_matches(unknown[0], FETCHED, n=1)
        raise UsageError(
            f"{unknown[0]} is not fetched.",
            why=f"What is fetched: {', '.join(FETCHED)}.",
            hint=f"Did you mean '{near[0]}'?" if near else "Leave it away to fetch all of them.",
        )
    return tuple(what) or FETCHED


def _pinned(pins: Sequence[str]) -> dict[str, str]:
    read = [_PIN.fullmatch(pin) for pin in pins]
    if not all(read):
        raise UsageError(
            "A pinned version cannot be read.",
            why="It is the id of a data set, an equals sign and the number of its version.",
            hint="For example: --pin 019df85e-ab00-7458-a4ff-b381997776cb=1.0; 'send fetch --list --json' "
            "shows the ids.",
        )
    return {found[1].lower(): found[2] for found in read if found}


def _place(entry: Delivered | None) -> str:
    return f"data/raw/{entry.file}" if entry else ""


def _as_json(one: Offer) -> dict[str, object]:
    return {
        "extract": one.extract,
        "edition": one.edition,
        "file": one.file,
        "data_set": one.data_set.id,
        "title": one.data_set.title,
        "version": one.version.number,
        "release": one.version.release,
        "published": one.version.published.isoformat(),
    }


def _missing_as_json(one: Publication) -> dict[str, str]:
    return {"extract": one.extract, "publication": one.slug, "page": one.page}
