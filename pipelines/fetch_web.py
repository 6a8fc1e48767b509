"""Asking over the network, politely: again after a fault, as often and for as long as the server lets us.

The connection is that of ``requests``: proxies from HTTPS_PROXY, HTTP_PROXY and NO_PROXY, certificates from
REQUESTS_CA_BUNDLE. Nothing but ``send fetch`` comes here.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version as version_of
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from pipelines import fetch_errors
from pipelines.errors import UsageError

_PROJECT = "send-joint-dataset"
_BUSY = (429, 500, 502, 503, 504)
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Manners:
    """How often, how long and for how much we ask. ``timeout``: seconds to connect, and between bytes."""

    a_second: float = 5
    tries: int = 5
    backoff: float = 1
    longest_wait: int = 120
    timeout: tuple[float, float] = (10, 60)
    largest_answer: int = 32 << 20
    largest_file: int = 4 << 30


class Pace:
    """At most so many questions a second."""

    def __init__(
        self,
        a_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._between, self._clock, self._sleep = 1 / a_second, clock, sleep
        self._next = 0.0

    def wait(self) -> None:
        """Until the next question may be asked."""
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._between


class Web:
    """One connection for all questions."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self._pace = Pace(manners.a_second)
        self._session = _session(manners)

    def ask(self, address: str, headers: Mapping[str, str]) -> requests.Response:
        """The beginning of an answer, whatever its status; its body is still to be read."""
        self._pace.wait()
        try:
            return self._session.get(
                address, headers=dict(headers), stream=True, timeout=self.manners.timeout
            )
        except (requests.RequestException, HTTPError) as error:
            raise fetch_errors.unanswered(error, address) from error
        except OSError as error:
            if error.errno is None:
                raise fetch_errors.untrusted_bundle() from error
            raise

    def answer(self, address: str, headers: Mapping[str, str]) -> tuple[requests.Response, bytes]:
        """A small answer with its whole body, asked again where it broke off."""
        for _ in range(self.manners.tries):
            with self.ask(address, headers) as response:
                try:
                    return response, self._body(response, address)
                except requests.exceptions.ContentDecodingError:
                    raise fetch_errors.malformed(address, "It cannot be unpacked.") from None
                except requests.RequestException:
                    continue
        raise fetch_errors.broken_off(address, 0, self.manners.tries)

    def _body(self, response: requests.Response, address: str) -> bytes:
        body, limit = bytearray(), self.manners.largest_answer
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > limit:
                raise fetch_errors.too_large(address, limit)
        return bytes(body)


def checked(address: str) -> str:
    """The address of an API, without a slash at its end."""
    parts = urlsplit(address.strip())
    why = "An address begins with https:// and has neither '?' nor '#'."
    if parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment):
        if parts.username is None:
            return address.strip().rstrip("/")
        why = "It holds a name or a password, which would be written into the ledger."
    raise UsageError(
        "The address of the API cannot be used.",
        why=why,
        hint="Leave --api and SEND_EES_API away for the public one, or write it like "
        "https://api.education.gov.uk/statistics/v1",
    )


def _session(manners: Manners) -> requests.Session:
    again = Retry(
        total=manners.tries,
        connect=min(2, manners.tries),
        backoff_factor=manners.backoff,
        status_forcelist=_BUSY,
        allowed_methods=frozenset({"GET"}),
        raise_on_status=False,
        retry_after_max=manners.longest_wait,
    )
    session = requests.Session()
    session.max_redirects = 5
    session.headers["User-Agent"] = f"{_PROJECT}/{version_of(_PROJECT)}"
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=again))
    return session
