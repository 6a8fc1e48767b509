"""Between us and the API: proxies, certificates, sign-in pages, no network; each told with the next step."""

import socket

import pytest
import requests

from pipelines import fetch_errors
from pipelines.errors import UsageError
from pipelines.fetch_api import Api
from pipelines.fetch_errors import UnreachableError
from pipelines.fetch_web import Manners, Pace, Web
from tests.builders_fetch import QUICK, csv, csv_of, error_of, proxying, says
from tests.fixtures_fetch import asked, kept, served  # noqa: F401

LARGE = csv_of(20_000)


@pytest.mark.parametrize("status", [200, 403, 511])
@pytest.mark.parametrize("of", ["publications", "csv"])
def test_a_sign_in_page_is_not_the_api(ees, api, of, status):
    data_set = ees.add("Absence", "By area")
    ees.faults[of].append(says(status, b"<html>Sign in</html>", Content_Type="text/html"))
    error = error_of(
        api.publications if of == "publications" else lambda: csv(api, data_set), UnreachableError
    )
    assert "Somebody else answers" in error.what
    assert "sign in" in error.hint


@pytest.mark.parametrize("of", ["publications", "csv"])
def test_a_web_page_that_says_it_is_data_is_not_the_api(ees, api, of):
    data_set = ees.add("Absence", "By area")
    ees.faults[of].append(says(200, b"\xef\xbb\xbf <!doctype html>", Content_Type="text/csv"))
    error = error_of(api.publications if of == "publications" else lambda: csv(api, data_set))
    assert "Somebody else answers" in error.what


def test_without_a_network_the_next_step_is_told(cache):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    error = error_of(Api(f"http://127.0.0.1:{port}/v1", cache, QUICK).publications, UnreachableError)
    assert "There is no network" in error.what
    assert "data/raw/000" in error.hint


def test_a_name_that_nobody_knows_is_no_network(cache, monkeypatch):
    def unknown(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = error_of(Api("http://api.example/v1", cache, QUICK).publications, UnreachableError)
    assert "name is not known" in error.why


def test_a_server_that_keeps_silent_is_told(cache):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hasty = Manners(a_second=10_000, tries=1, backoff=0, timeout=(1, 0.05))
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        error = error_of(Api(address, cache, hasty).publications, UnreachableError)
    assert "in time" in error.what


def test_a_connection_that_cannot_be_trusted_is_not_used(ees, cache):
    error = error_of(Api(ees.address.replace("http:", "https:"), cache, QUICK).publications, UnreachableError)
    assert "cannot be trusted" in error.what
    assert "REQUESTS_CA_BUNDLE" in error.hint


def test_certificates_that_are_not_there_are_told(ees, cache, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    error = error_of(Api(ees.address.replace("http:", "https:"), cache, QUICK).publications, UsageError)
    assert "REQUESTS_CA_BUNDLE" in error.what


def test_a_proxy_of_the_environment_is_used(ees, cache, monkeypatch):
    data_set = ees.add("Absence", "By area", body=LARGE)
    proxy = proxying(ees.port)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.server_port}")
    api = Api("http://statistics.example/v1", cache, QUICK)
    assert [one.title for one in api.publications()] == ["Absence"]
    assert csv(api, data_set)[1] == LARGE
    assert proxy.seen[0].startswith("http://statistics.example/v1/publications")
    proxy.shutdown()
    proxy.server_close()


def test_a_host_that_needs_no_proxy_is_asked_itself(ees, api, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert api.publications() == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there_is_told(cache, monkeypatch, scheme):
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", "http://127.0.0.1:1")
    error = error_of(Api(f"{scheme}://statistics.example/v1", cache, QUICK).publications, UnreachableError)
    assert "proxy" in error.what


def test_a_proxy_that_asks_for_a_password_is_told(ees, api):
    ees.faults["publications"].append(says(407, b"<html>no</html>", Content_Type="text/html"))
    assert "proxy" in error_of(api.publications, UnreachableError).what


def test_redirects_without_end_are_somebody_else(ees, api):
    ees.faults["publications"].extend([says(302, Location="/v1/publications")] * 9)
    assert "Somebody else" in error_of(api.publications, UnreachableError).what


def test_a_waiting_time_that_is_none_does_not_end_in_a_bug(ees, api):
    ees.faults["publications"].append(says(503, Retry_After="soon"))
    error_of(api.publications, UnreachableError)


@pytest.mark.parametrize(
    "address",
    ["", "api.example", "ftp://api.example", "https://", "https://a:b@api.example", "https://a.example?x"],
)
def test_an_address_that_is_none_is_refused(cache, address):
    error_of(lambda: Api(address, cache), UsageError)


def test_a_proxy_that_is_no_address_is_told():
    error = fetch_errors.unanswered(requests.exceptions.InvalidProxyURL(), "https://a.example")
    assert isinstance(error, UsageError)


def test_questions_keep_their_distance():
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(4, clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        pace.wait()
    now[0] += 60
    pace.wait()
    assert slept == [0.25, 0.25]


def test_every_question_is_paced(ees):
    web, waited = Web(QUICK), []
    web._pace = type("Counted", (), {"wait": lambda _: waited.append(1)})()
    web.ask(f"{ees.address}/publications?page=1&pageSize=40", {})
    assert waited == [1]
