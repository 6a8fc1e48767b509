"""Version 1 of the public API of DfE's explore education statistics: what is asked, and how it is read.

Addresses, paging and members of the answers are those of dfe-analytical-services/explore-education-statistics
(Public.Data.Api: ``PublicationsController``, ``DataSetsController``, ``DataSetVersionsController``, the view
models beside them, ``DataSetService``) and of its documentation, https://api.education.gov.uk/statistics/docs:

- ``/publications``, at most 40 a page: ``{paging: {page, pageSize, totalResults, totalPages}, results: [{id,
  title, slug, summary, lastPublished}]}``;
- ``/publications/{id}/data-sets``, at most 20 a page: ``id, title, summary, status, supersedingDataSetId,
  latestVersion``;
- ``/data-sets/{id}/versions``, at most 20 a page, the newest first: ``version, type, status, published,
  notes, totalResults, file: {id}, release: {title, slug}, geographicLevels``;
- ``/data-sets/{id}/meta`` and ``/data-sets/{id}/csv``, both with ``dataSetVersion``. A version is never
  changed once it is published.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pipelines import fetch_download, fetch_errors
from pipelines.fetch_cache import Cache, Kept
from pipelines.fetch_web import Manners, Web, checked

_OK, _SAME = 200, 304
_MOST_PAGES = 500
_PUBLICATIONS_A_PAGE, _OTHERS_A_PAGE = 40, 20
_BOM = b"\xef\xbb\xbf"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,4}){0,2}")


@dataclass(frozen=True)
class ListedPublication:
    """One publication that the API has data sets of."""

    id: str
    title: str


@dataclass(frozen=True)
class DataSet:
    """One data set of a publication; ``superseded``: another has taken its place."""

    id: str
    title: str
    superseded: bool


@dataclass(frozen=True)
class Version:
    """One version of a data set that may be used, its release, and the geographic levels of its rows."""

    number: str
    published: date
    release: str
    levels: frozenset[str]

    @property
    def order(self) -> tuple[int, ...]:
        """1.10 comes after 1.9."""
        return tuple(int(part) for part in self.number.split("."))


class Api:
    """The API at one address; what it answers is kept in the cache."""

    def __init__(self, address: str, cache: Cache, manners: Manners | None = None) -> None:
        self.address = checked(address)
        self._cache = cache
        self._web = Web(manners or Manners())

    def publications(self) -> list[ListedPublication]:
        """All that the API has data sets of."""
        address = f"{self.address}/publications"
        return [
            ListedPublication(_id(one, address), _text(one, "title", address))
            for one in self._all(address, _PUBLICATIONS_A_PAGE)
        ]

    def data_sets(self, publication_id: str) -> list[DataSet]:
        """The data sets of a publication."""
        address = f"{self.address}/publications/{publication_id}/data-sets"
        return [
            DataSet(_id(one, address), _text(one, "title", address), bool(one.get("supersedingDataSetId")))
            for one in self._all(address, _OTHERS_A_PAGE)
        ]

    def versions(self, data_set_id: str) -> list[Version]:
        """The versions of a data set that are not withdrawn, the newest first."""
        address = f"{self.address}/data-sets/{data_set_id}/versions"
        found = [
            _version(one, address)
            for one in self._all(address, _OTHERS_A_PAGE)
            if one.get("status") != "Withdrawn" and one.get("published")
        ]
        return sorted(found, key=lambda one: one.order, reverse=True)

    def csv_address(self, data_set_id: str, number: str) -> str:
        """Where the whole of a version is, as CSV."""
        return f"{self.address}/data-sets/{data_set_id}/csv?{urlencode({'dataSetVersion': number})}"

    def csv(self, data_set_id: str, number: str, progress: fetch_download.Progress) -> tuple[Kept, Path]:
        """The whole of a version as CSV, from the cache or downloaded into it."""
        address = self.csv_address(data_set_id, number)
        body = self._cache.body(address)
        if kept := self._cache.kept(address):
            return kept, body
        part, plain = body.with_suffix(".part"), body.with_suffix(".plain")
        manners = self._web.manners
        validator = fetch_download.download(
            self._web.ask,
            address,
            part,
            again=fetch_download.Broken(manners.tries, manners.backoff),
            largest=manners.largest_file,
            progress=progress,
        )
        fetch_download.unpack(part, plain, address, manners.largest_file)
        self._json(f"{self.address}/data-sets/{data_set_id}/meta?{urlencode({'dataSetVersion': number})}")
        return self._cache.keep(address, plain, validator=validator, version=number), body

    def _all(self, address: str, page_size: int) -> Iterator[Mapping[str, Any]]:
        """Every result, page after page to the end."""
        for page in range(1, _MOST_PAGES + 1):
            asked = f"{address}?{urlencode({'page': page, 'pageSize': page_size})}"
            said = self._json(asked)
            results, paging = said.get("results"), said.get("paging")
            pages = paging.get("totalPages") if isinstance(paging, dict) else None
            if not isinstance(results, list) or not isinstance(pages, int):
                raise fetch_errors.malformed(asked, "It has no results with their paging.")
            for one in results:
                if not isinstance(one, dict):
                    raise fetch_errors.malformed(asked, "One of its results is none.")
                yield one
            if page >= pages:
                return
            if not results:
                raise fetch_errors.malformed(asked, f"Page {page} of {pages} is empty.")
        raise fetch_errors.malformed(address, f"It has more than {_MOST_PAGES} pages.")

    def _json(self, address: str) -> Mapping[str, Any]:
        """An answer in JSON; the one that is kept, where the server says that it still holds."""
        kept = self._cache.kept(address)
        headers = {"Accept": "application/json"}
        if kept and kept.validator.startswith(('"', "W/")):
            headers["If-None-Match"] = kept.validator
        response, body = self._web.answer(address, headers)
        if response.status_code == _SAME and kept:
            return _parsed(self._cache.body(address).read_bytes(), address)
        if response.status_code != _OK:
            raise fetch_errors.refused(response, address)
        said = _parsed(body, address)
        arrived = self._cache.body(address).with_suffix(".arrived")
        arrived.write_bytes(body)
        self._cache.keep(address, arrived, validator=response.headers.get("ETag", ""))
        return said


def _parsed(body: bytes, address: str) -> Mapping[str, Any]:
    if body.removeprefix(_BOM).lstrip().startswith(b"<"):
        raise fetch_errors.not_the_api(address)
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise fetch_errors.malformed(address, "It is not JSON.") from None
    if not isinstance(said, dict):
        raise fetch_errors.malformed(address, "It is JSON, but no object.")
    return said


def _version(one: Mapping[str, Any], address: str) -> Version:
    number, release = _text(one, "version", address), one.get("release")
    if not _NUMBER.fullmatch(number):
        raise fetch_errors.malformed(address, "The number of a version is none.")
    try:
        published = datetime.fromisoformat(_text(one, "published", address)).date()
    except ValueError:
        raise fetch_errors.malformed(address, "The day of publication of a version is none.") from None
    title = release.get("title") if isinstance(release, dict) else ""
    levels = one.get("geographicLevels")
    if not isinstance(levels, list) or not all(isinstance(level, str) for level in levels):
        raise fetch_errors.malformed(address, "A version has no geographic levels.")
    return Version(number, published, title if isinstance(title, str) else "", frozenset(levels))


def _id(one: Mapping[str, Any], address: str) -> str:
    text = _text(one, "id", address)
    if not _ID.fullmatch(text):
        raise fetch_errors.malformed(address, "An id is none.")
    return text.lower()


def _text(one: Mapping[str, Any], name: str, address: str) -> str:
    text = one.get(name)
    if not isinstance(text, str) or not text.strip():
        raise fetch_errors.malformed(address, f"A result has no {name}.")
    return text
