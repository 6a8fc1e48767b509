"""An API that is served, a cache, who asks, and a run of the command; each by the name of its fixture."""

import pytest

from pipelines.cli.fetch import fetch
from pipelines.fetch_api import Api
from pipelines.fetch_cache import Cache
from tests.builders_fetch import QUICK, Ees, serving

SETTINGS_OF_A_NETWORK = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SEND_EES_API",
)


def forget_settings(monkeypatch):
    for name in SETTINGS_OF_A_NETWORK:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(name="ees")
def served(monkeypatch):
    """An API that is served; the network has no settings of its own."""
    forget_settings(monkeypatch)
    api = Ees()
    server = serving(api)
    api.address, api.port = server.address, server.server_port
    yield api
    server.shutdown()
    server.server_close()


@pytest.fixture(name="cache")
def kept(tmp_path, monkeypatch):
    forget_settings(monkeypatch)
    cache = Cache(tmp_path / "cache")
    with cache.held():
        yield cache


@pytest.fixture(name="api")
def asked(ees, cache):
    return Api(ees.address, cache, QUICK)


@pytest.fixture(name="run")
def runs(settings, ees, capsys):
    """One run of the command: its exit code; what it said in ``run.out`` and ``run.err``."""

    def ran(*what, to_list=False, **more):
        capsys.readouterr()
        try:
            return fetch(settings, what=what, api=ees.address, to_list=to_list, manners=QUICK, **more)
        finally:
            ran.out, ran.err = capsys.readouterr()

    return ran
