"""One large file from the network to disk: resumed where it broke off, whole or not at all.

What has arrived lies in ``.part`` with a note of what it is part of. It is continued by a range request only
where the server named the version of the bytes (``ETag`` or ``Last-Modified``, sent back as ``If-Range``);
else it begins again. The bytes are kept as they were sent, so that a range fits and a length can be compared,
and are unpacked at the end. The EES API sends the CSV as it stores it, with gzip: ``DownloadDataSetCsv`` in
dfe-analytical-services/explore-education-statistics, Public.Data.Api/Controllers/DataSetsController.cs.
"""

import gzip
import json
import re
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests
from urllib3.exceptions import HTTPError

from pipelines import fetch_errors
from pipelines.fetch_cache import write_json

Ask = Callable[[str, dict[str, str]], requests.Response]
Progress = Callable[[int, int], None]

_OK, _PARTIAL, _NOT_IN_RANGE = 200, 206, 416
_CHUNK = 1 << 18
_GZIP = b"\x1f\x8b"
_LONGEST_HEADER = 1 << 16
# Every table of the open-data standard has them.
_COLUMNS = {"time_period", "geographic_level"}
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Broken:
    """How often a download that broke off is taken up again, and the seconds between, doubled each time."""

    tries: int
    backoff: float


def download(ask: Ask, address: str, part: Path, *, again: Broken, largest: int, progress: Progress) -> str:
    """Bring all bytes of an address into ``part``; the validator that its server gave them."""
    for tried in range(again.tries):
        if tried:
            time.sleep(again.backoff * 2 ** (tried - 1))
        have, validator = _so_far(part, address)
        headers = {"Accept": "text/csv", "Accept-Encoding": "gzip"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": validator}
        with ask(address, headers) as response:
            if response.status_code == _NOT_IN_RANGE or _is_other_range(response, have):
                forget(part)
                continue
            _refuse_what_is_no_file(response, address)
            if response.status_code == _OK:
                have, validator = 0, _begun(response, address, part)
            if _receive(response, part, have, largest, progress):
                return validator
    raise fetch_errors.broken_off(address, part.stat().st_size if part.exists() else 0, again.tries)


def unpack(part: Path, target: Path, address: str, largest: int) -> None:
    """The table that has arrived, unpacked and seen to be one; what is none is thrown away."""
    try:
        _unpacked(part, target, address, largest)
        _see_that_it_is_a_table(target, address)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        forget(part)


def forget(part: Path) -> None:
    """Begin again next time."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _unpacked(part: Path, target: Path, address: str, largest: int) -> None:
    with part.open("rb") as arrived:
        is_packed = arrived.read(len(_GZIP)) == _GZIP
    try:
        with gzip.open(part) if is_packed else part.open("rb") as source, target.open("wb") as out:
            while chunk := source.read(_CHUNK):
                out.write(chunk)
                if out.tell() > largest:
                    raise fetch_errors.too_large(address, largest)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise fetch_errors.malformed(address, "The packed file was cut or changed on its way.") from None


def _receive(response: requests.Response, part: Path, have: int, largest: int, progress: Progress) -> bool:
    """Append what comes; whether all that was announced has come."""
    announced = response.headers.get("Content-Length", "")
    total = have + int(announced) if announced.isdecimal() else 0
    if total > largest:
        forget(part)
        raise fetch_errors.too_large(response.url, largest)
    with part.open("ab") as out:
        try:
            for chunk in response.raw.stream(_CHUNK, decode_content=False):
                out.write(chunk)
                have += len(chunk)
                if have > largest:
                    break
                progress(have, total)
        except HTTPError:
            return False
    if have > largest:
        forget(part)
        raise fetch_errors.too_large(response.url, largest)
    return not total or have == total


def _refuse_what_is_no_file(response: requests.Response, address: str) -> None:
    if response.status_code not in (_OK, _PARTIAL):
        raise fetch_errors.refused(response, address)
    if fetch_errors.is_page(response):
        raise fetch_errors.not_the_api(address)


def _begun(response: requests.Response, address: str, part: Path) -> str:
    """From the first byte on; the validator of all of them."""
    validator = _validator(response)
    part.unlink(missing_ok=True)
    write_json(_note(part), {"address": address, "validator": validator})
    return validator


def _so_far(part: Path, address: str) -> tuple[int, str]:
    """How many bytes may be continued, and under which validator."""
    try:
        said = json.loads(_note(part).read_text(encoding="utf-8"))
        if said["address"] == address and said["validator"]:
            return part.stat().st_size, said["validator"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return 0, ""


def _validator(response: requests.Response) -> str:
    """A weak ETag names no bytes."""
    etag: str = response.headers.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified", "")


def _is_other_range(response: requests.Response, have: int) -> bool:
    if response.status_code != _PARTIAL:
        return False
    said = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return said is None or not have or int(said[1]) != have


def _see_that_it_is_a_table(path: Path, address: str) -> None:
    with path.open("rb") as file:
        header = file.readline(_LONGEST_HEADER).removeprefix(_BOM)
        has_rows = bool(file.readline(_LONGEST_HEADER).strip())
    if header.lstrip().startswith(b"<"):
        raise fetch_errors.not_the_api(address)
    names = {name.strip().strip('"').casefold() for name in header.decode("utf-8", "replace").split(",")}
    if not names >= _COLUMNS:
        raise fetch_errors.malformed(
            address, "It is no table of the open-data standard: time_period and geographic_level are missing."
        )
    if not has_rows:
        raise fetch_errors.malformed(address, "The table has a header and no rows.")


def _note(part: Path) -> Path:
    return part.with_suffix(".part.json")
