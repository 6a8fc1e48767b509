"""What may go wrong between us and the API, each as one error with the next step. Nothing is asked here."""

from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError, ReadTimeoutError

from pipelines.errors import RefusedError, SendError, SourceMissingError, UsageError

BY_HAND = (
    "What was fetched before stays; a file from another machine is delivered by hand into "
    "data/raw/000/<extract>/<year>/."
)
_FORBIDDEN, _NOT_FOUND, _PROXY_REFUSES, _TOO_MANY, _SERVER = 403, 404, 407, 429, 500
# A gateway or a proxy says these with a page of its own.
_BUSY_PAGES = (_PROXY_REFUSES, _TOO_MANY, 500, 502, 503, 504)


class UnreachableError(SourceMissingError):
    """Nobody answers, or somebody else does: no further question makes sense."""


def unanswered(error: Exception, address: str) -> SendError:
    """What a failed question means to a person."""
    host = urlsplit(address).hostname or address
    if isinstance(error, requests.exceptions.InvalidProxyURL):
        return UsageError(
            "The proxy that is set is no address.",
            why="HTTP_PROXY and HTTPS_PROXY are written like http://proxy.example:8080.",
            hint="Put it right, or take it away where there is no proxy, and run the command again.",
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return _proxy(host)
    if isinstance(error, requests.exceptions.SSLError):
        return UnreachableError(
            f"The connection to {host} cannot be trusted.",
            why="Its TLS certificate is not signed by an authority that this machine knows.",
            hint="Where a firewall signs for others, set REQUESTS_CA_BUNDLE to the file of its certificate "
            f"(ask IT for it). {BY_HAND}",
        )
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return not_the_api(address)
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.Timeout) or isinstance(cause, ReadTimeoutError):
        return UnreachableError(
            f"{host} does not answer in time.",
            why="It was asked several times, and each time it was waited for.",
            hint=f"Run the command again later. {BY_HAND}",
        )
    why = "Its name is not known here." if isinstance(cause, NameResolutionError) else "It cannot be reached."
    return UnreachableError(
        f"There is no network to {host}.",
        why=f"{why} A proxy is read from HTTPS_PROXY and NO_PROXY.",
        hint=f"Run the command again with a network. {BY_HAND}",
    )


def untrusted_bundle() -> UsageError:
    """REQUESTS_CA_BUNDLE names what cannot be read."""
    return UsageError(
        "The certificates that REQUESTS_CA_BUNDLE names cannot be read.",
        why="There is no such file or folder, or it holds no certificate.",
        hint="Set it to the PEM file of your organisation's authority, or take it away.",
    )


def refused(response: requests.Response, address: str) -> SendError:
    """An answer that is none, by its status."""
    status = response.status_code
    if is_page(response) and status not in _BUSY_PAGES:
        return not_the_api(address)
    host = urlsplit(address).hostname or address
    if status == _PROXY_REFUSES:
        return _proxy(host)
    if status in (_FORBIDDEN, _NOT_FOUND):
        return SourceMissingError(
            f"{host} has no {_path(address)} for us.",
            why=f"It answers with status {status}: withdrawn, not yet published, or never there.",
            hint=f"'send fetch --list' shows what there is. {BY_HAND}",
        )
    if status == _TOO_MANY or status >= _SERVER:
        busy = "too many questions" if status == _TOO_MANY else "a fault of its own"
        return UnreachableError(
            f"{host} cannot answer now.",
            why=f"It says status {status}, {busy}, and said so again each time it was asked.",
            hint=f"Run the command again later. {BY_HAND}",
        )
    return RefusedError(
        f"{host} does not answer {_path(address)}.",
        why=f"It answers with status {status}.",
        hint=f"See that --api is the address of version 1 of the API. {BY_HAND}",
    )


def is_page(response: requests.Response) -> bool:
    """Whether an answer is a web page."""
    return "html" in response.headers.get("Content-Type", "").casefold()


def not_the_api(address: str) -> UnreachableError:
    """A web page where data were asked for: a sign-in page of the network, mostly."""
    host = urlsplit(address).hostname or address
    return UnreachableError(
        f"Somebody else answers for {host}.",
        why="The answer is a web page: the sign-in page of a network, a firewall's notice, or a wrong --api.",
        hint=f"Open {host} in a browser, sign in to the network, and run the command again. {BY_HAND}",
    )


def malformed(address: str, why: str) -> RefusedError:
    """An answer that is not what the API's documentation says."""
    return RefusedError(
        f"The answer to {_path(address)} is not what the API promises.",
        why=why,
        hint=f"Run the command again; if it stays so, the API has changed: tell us. {BY_HAND}",
    )


def broken_off(address: str, got: int, tries: int) -> UnreachableError:
    """A download that ended early each time."""
    return UnreachableError(
        f"The download of {_path(address)} broke off.",
        why=f"{got:,} bytes arrived in {tries} tries. Nothing of it was delivered.",
        hint=f"Run the command again: it goes on from there where the server lets it. {BY_HAND}",
    )


def too_large(address: str, limit: int) -> RefusedError:
    """More than any published file holds."""
    return RefusedError(
        f"{_path(address)} is larger than {limit:,} bytes.",
        why="No published table comes near that size: it may be a fault, or an attack.",
        hint=f"Look at it on the publisher's page. {BY_HAND}",
    )


def _proxy(host: str) -> UnreachableError:
    return UnreachableError(
        f"The proxy lets nobody through to {host}.",
        why="It cannot be reached, or it refuses: a name and password may be missing.",
        hint="See HTTPS_PROXY, HTTP_PROXY and NO_PROXY; ask IT to allow the address. " + BY_HAND,
    )


def _path(address: str) -> str:
    return urlsplit(address).path or "/"
