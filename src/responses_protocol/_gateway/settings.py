"""The settings of a gateway: its upstreams, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from ipaddress import ip_address
from math import inf
from urllib.parse import urlsplit

from responses_protocol._arguments import check_choice
from responses_protocol._formats.options import DEFAULT, Options
from responses_protocol._formats.registry import REQUESTED, ApiDialect
from responses_protocol._lens.fail_on import check_tolerance
from responses_protocol._severity import Severity

AMOUNTS = (
    *("keep_days", "max_body", "max_requests", "retries", "longest_wait", "grace"),
    *("connect_timeout", "first_byte_timeout", "idle_timeout"),
)
COMPACT_PROMPT = (
    "Summarize the conversation above for the assistant that continues it and sees nothing else of "
    "it. Keep the goals and wishes of the user, facts, names, ids, numbers and paths, decisions "
    "with their reasons, results of tools, and the open steps. Answer with the summary only."
)
MEMORY = "sqlite+aiosqlite://"  # a store that ends with its process


@dataclass(frozen=True)
class Upstream:
    """A server that answers.

    url
        The address, up to ``/chat/completions`` or ``/responses``, such as
        ``http://127.0.0.1:8000/v1``.
    to
        The API that it has.
    options
        How Chat is written for it, or read from a Chat client in front of it.
    models
        Patterns of the names of models that go to it, as those of files.
    model
        The server's name of the model, if it differs from the client's.
    key
        The key for the server. Without one, the server gets the key of the client, unless the
        gateway has a key of its own, which is never passed on.
    name
        How log lines and the list of models call it.
    """

    url: str
    to: ApiDialect = "chat_completions"
    options: Options = DEFAULT
    models: tuple[str, ...] = ("*",)
    model: str | None = None
    key: str | None = field(default=None, repr=False)
    name: str = "upstream"

    def __post_init__(self) -> None:
        """Raise ValueError for an address that is none of HTTP, or another API."""
        check_choice("to", self.to, REQUESTED)
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(
                f"the address of {self.name} must begin with http:// or https:// and a host, "
                f"not {without_password(self.url)!r}"
            )
        if parts.query or parts.fragment or not self.url.isprintable() or " " in self.url:
            raise ValueError(f"the address of {self.name} must be a path, without ?, # and spaces")
        try:
            int(parts.port or 0)
        except ValueError:
            raise ValueError(f"the port of {self.name} must be a number up to 65535") from None
        check_key(f"the key of {self.name}", self.key)

    def takes(self, model: str) -> bool:
        """Return whether requests for a model go here."""
        return any(fnmatchcase(model, pattern) for pattern in self.models)


@dataclass(frozen=True)
class Settings:
    """All that ``app`` has to know. Times are seconds, sizes are bytes.

    upstreams
        The first one that takes the model of a request gets it.
    api_key
        The key that clients have to show, where they have to.
    fail_on, tolerate
        As for ``convert``: the lightest severity of a loss that is an error for the client, and the
        codes that are none.
    store
        The address of the database, as SQLAlchemy has it: ``sqlite+aiosqlite://`` or
        ``postgresql+asyncpg://``.
    keep_days
        How long answers and turns are stored; 0 keeps them for good. OpenAI keeps answers for 30
        days.
    max_body, max_requests
        The size of a request, and how many there may be at a time.
    connect_timeout, first_byte_timeout, idle_timeout
        How long to wait for a connection, for the head of an answer, and then for more of it.
    retries, longest_wait
        How often to try again before the answer has begun, and how long to wait for that at most.
    grace
        The time that open requests have to finish when the gateway ends.
    inspect
        Whether ``/`` is a page of the last exchanges, which are kept in memory for it.
    websockets
        Whether clients of Responses may use WebSockets.
    compact_prompt
        The message that asks a Chat server for the summary of ``/v1/responses/compact``. Without a
        text, this path is an error.
    """

    upstreams: tuple[Upstream, ...]
    api_key: str | None = field(default=None, repr=False)
    fail_on: Severity | None = None
    tolerate: tuple[str, ...] = ()
    store: str = field(default=MEMORY, repr=False)
    keep_days: float = 30.0
    max_body: int = 64 * 1024 * 1024
    max_requests: int = 1000
    connect_timeout: float = 10.0
    first_byte_timeout: float = 600.0
    idle_timeout: float = 300.0
    retries: int = 2
    longest_wait: float = 30.0
    grace: float = 10.0
    inspect: bool = False
    websockets: bool = True
    compact_prompt: str = COMPACT_PROMPT

    def __post_init__(self) -> None:
        """Raise ValueError for a negative amount, an unknown code, or no upstream."""
        if not self.upstreams:
            raise ValueError("a gateway needs an upstream")
        for name in AMOUNTS:
            if not 0 <= getattr(self, name) < inf:
                raise ValueError(f"{name} must not be negative, and must be finite")
        check_key("api_key", self.api_key)
        check_tolerance(self.fail_on or "error", self.tolerate)


def check_key(name: str, key: str | None) -> None:
    """Raise ValueError for a key that no client can send in a header, such as an empty one."""
    if key is not None and not (key.isascii() and key.isprintable() and key == key.strip() != ""):
        raise ValueError(f"{name} must have printable characters of ASCII, and no spaces around it")


def is_local(host: str) -> bool:
    """Return whether only this machine can connect to a host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def without_password(url: str) -> str:
    """Return an address without the name and the password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
