"""The public API of explore education statistics on this machine: its shapes, its faults, and a proxy."""

import gzip
import http.client
import json
import threading
import uuid
from collections import defaultdict, deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.errors import SendError
from pipelines.fetch_web import Manners

SEN, ABSENCE = "Special educational needs in England", "Pupil absence in schools in England"
SEN_FILE = "000/sen_statistics/2025/by-area.csv"

QUICK = Manners(a_second=10_000, tries=4, backoff=0, timeout=(2, 2))

HEADER = "time_period,time_identifier,geographic_level,country_code,pupil_count"


def csv_of(rows, mark="a"):
    return (
        "\n".join([HEADER, *(f"202425,Academic year,National,E9{mark},{n}" for n in range(rows))]).encode()
        + b"\n"
    )


def id_of(words):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, words))


def version(
    number="1.0", release="Academic year 2024/25", published="2025-06-12T08:30:00.1234567+00:00", **more
):
    return {
        "version": number,
        "type": "Major",
        "status": "Published",
        "published": published,
        "notes": "",
        "totalResults": 3,
        "file": {"id": id_of(number)},
        "release": {"title": release, "slug": release.casefold().replace(" ", "-")},
        "timePeriods": {"start": "2015/16", "end": "2024/25"},
        "geographicLevels": ["National", "Regional", "Local authority"],
        "filters": [],
        "indicators": [],
    } | more


class Ees:
    """What the API holds, how it behaves, and what it was asked."""

    def __init__(self):
        self.publications, self.data_sets, self.versions, self.csv = [], defaultdict(list), {}, {}
        self.page_size = 0
        self.packs, self.has_ranges, self.etag = True, True, '"v1"'
        self.faults = defaultdict(deque)
        self.asked = []

    def add(self, publication, title, *versions, body=None, **more):
        """A data set of a publication; the CSV of a version tells its number."""
        at, data_set = id_of(publication), id_of(f"{publication}/{title}")
        if at not in [one["id"] for one in self.publications]:
            slug = publication.casefold().replace(" ", "-")
            self.publications.append(
                {
                    "id": at,
                    "title": publication,
                    "slug": slug,
                    "summary": "",
                    "lastPublished": "2025-06-12T08:30:00Z",
                }
            )
        versions = versions or (version(),)
        latest = {name: versions[0][name] for name in ("version", "published", "totalResults")}
        self.data_sets[at].append(
            {"id": data_set, "title": title, "summary": "", "status": "Published", "latestVersion": latest}
            | more
        )
        self.versions[data_set] = list(versions)
        for one in versions:
            self.csv[data_set, one["version"]] = body or csv_of(3, one["version"])
        return data_set

    def paths(self, ending=""):
        return [path for path, _ in self.asked if urlsplit(path).path.endswith(ending)]

    def answer(self, path, query):
        """The body for a path, and its type; None where there is none."""
        match path.removeprefix("/v1/").split("/"):
            case ["publications"]:
                return self._page(self.publications, query)
            case ["publications", at, "data-sets"]:
                return self._page(self.data_sets[at], query)
            case ["data-sets", at, "versions"] if at in self.versions:
                return self._page(self.versions[at], query)
            case ["data-sets", at, "meta"] if at in self.versions:
                return json.dumps({"filters": [], "indicators": []}).encode(), "application/json"
            case ["data-sets", at, "csv"] if (at, query.get("dataSetVersion")) in self.csv:
                return self.csv[at, query["dataSetVersion"]], "text/csv"
        return None

    def _page(self, results, query):
        page, size = int(query.get("page", 1)), self.page_size or int(query.get("pageSize", 20))
        pages = -(-len(results) // size)
        paging = {"page": page, "pageSize": size, "totalResults": len(results), "totalPages": pages}
        some = results[(page - 1) * size : page * size]
        return json.dumps({"paging": paging, "results": some}).encode(), "application/json; charset=utf-8"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        ees = self.server.ees
        ees.asked.append((self.path, dict(self.headers)))
        at = urlsplit(self.path)
        found = ees.answer(at.path, {name: values[0] for name, values in parse_qs(at.query).items()})
        queue = ees.faults[at.path.rpartition("/")[2]]
        body, kind = found or (b'{"title": "Not Found", "status": 404}', "application/problem+json")
        headers = {"Content-Type": kind}
        if kind == "text/csv":
            if ees.packs:
                body, headers["Content-Encoding"] = gzip.compress(body, mtime=0), "gzip"
            if ees.etag:
                headers["ETag"] = ees.etag
        if queue:
            queue.popleft()(self, body, headers)
        elif found is None:
            self.say(404, body, headers)
        else:
            self._say_all_or_range(body, headers)

    def _say_all_or_range(self, body, headers):
        asked = self.headers.get("Range", "")
        if asked and self.server.ees.has_ranges and self.headers.get("If-Range") == headers.get("ETag"):
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            headers |= {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            self.say(206, body[start:], headers)
        else:
            self.say(200, body, headers)

    def say(self, status, body, headers, *, announced=None):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        self.end_headers()
        self.wfile.write(body)
        if announced is not None:
            self.close_connection = True


def says(status, body=b"", **headers):
    """A fault: this answer instead."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _body, _headers: handler.say(status, body, {"Content-Type": "text/plain"} | named)


def breaks_off(after):
    """A fault: the length of all is announced, and so many bytes are sent."""
    return lambda handler, body, headers: handler.say(200, body[:after], headers, announced=len(body))


class _Proxy(BaseHTTPRequestHandler):
    """Forwards every plain request to one server, whatever host it names."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.seen.append(self.path)
        at = urlsplit(self.path)
        there = http.client.HTTPConnection("127.0.0.1", self.server.onward, timeout=5)
        there.request("GET", f"{at.path}?{at.query}", headers={"Accept-Encoding": "gzip"})
        answer = there.getresponse()
        self.send_response(answer.status)
        for name in ("Content-Type", "Content-Length", "Content-Encoding"):
            if value := answer.headers.get(name):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.read())
        there.close()


def serving(ees):
    """A server of the API; its ``address`` is what --api takes."""
    server = _started(_Handler)
    server.ees, server.address = ees, f"http://127.0.0.1:{server.server_port}/v1"
    return server


def proxying(onward):
    """A proxy to a port; what it was asked is in ``seen``."""
    server = _started(_Proxy)
    server.onward, server.seen = onward, []
    return server


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        """Who asks may hang up at any time."""


def _started(handler):
    server = _Server(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def csv(api, data_set, number="1.0"):
    told = []
    kept, body = api.csv(data_set, number, lambda have, total: told.append((have, total)))
    return kept, body.read_bytes(), told


def error_of(call, kind=SendError):
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.what
    assert caught.value.hint
    return caught.value


def files(raw):
    """Every file under data/raw, by its place, also the hidden ones."""
    return {path.relative_to(raw).as_posix(): path.read_bytes() for path in raw.rglob("*") if path.is_file()}
