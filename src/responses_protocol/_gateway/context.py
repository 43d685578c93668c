"""The context of one request: all that belongs to it and to no other one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_hex
from time import perf_counter

import httpx

from responses_protocol._formats.registry import ApiDialect
from responses_protocol._gateway.refusals import refusal
from responses_protocol._gateway.settings import Settings, Upstream
from responses_protocol._values import Json, Object

# headers of OpenAI that pass from the client to the upstream, and back
REQUEST_HEADERS = ("openai-beta", "openai-organization", "openai-project", "x-client-request-id")
ANSWER_HEADERS = ("openai-processing-ms", "openai-version", "retry-after", "x-request-id")
LIMITS = "x-ratelimit-"


@dataclass(frozen=True)
class Context:
    """The context of one request.

    ``id`` is new for each one. ``owner`` represents the key of the client: stored values of one
    owner are invisible to another. ``headers`` are those for the upstream.
    """

    id: str
    caller: ApiDialect
    upstream: Upstream
    owner: str
    started: float
    headers: Mapping[bytes, bytes] = field(repr=False)

    def body(self, value: Object) -> Object:
        """Return the body for the upstream, with the upstream's name of the model."""
        name = self.upstream.model
        return value if name is None else {**value, "model": name}


def context_of(
    settings: Settings, headers: Mapping[str, str], caller: ApiDialect, payload: Object
) -> Context:
    """Return the context of a request; raise Refusal where no upstream takes its model."""
    return make_context(settings, headers, caller, upstream_of(settings, payload.get("model")))


def make_context(
    settings: Settings, headers: Mapping[str, str], caller: ApiDialect, upstream: Upstream
) -> Context:
    """Return the context of a request for an upstream."""
    return Context(
        id=f"req_{token_hex(12)}",
        caller=caller,
        upstream=upstream,
        owner=owner_of(headers),
        started=perf_counter(),
        headers=upstream_headers(settings, upstream, headers),
    )


def upstream_of(settings: Settings, model: Json) -> Upstream:
    """Return the upstream that takes a model, in the API's words where none does."""
    if not isinstance(model, str | None):
        message = "Invalid type for 'model': expected a string."
        raise refusal(400, message, code="invalid_type", param="model")
    name = model or ""
    for upstream in settings.upstreams:
        if upstream.takes(name):
            return upstream
    if not name:
        raise refusal(400, "Missing required parameter: 'model'.", param="model")
    message = f"The model '{name}' does not exist or you do not have access to it."
    raise refusal(404, message, code="model_not_found", param="model")


def owner_of(headers: Mapping[str, str]) -> str:
    """Return a digest of the client's key."""
    return sha256(headers.get("authorization", "").encode()).hexdigest()[:32]


def upstream_headers(
    settings: Settings, upstream: Upstream, headers: Mapping[str, str]
) -> dict[bytes, bytes]:
    """Return the headers that an upstream gets: its key, or the client's own.

    They are bytes, since clients may send others than those of ASCII.
    """
    sent = {name: headers[name] for name in REQUEST_HEADERS if name in headers}
    if upstream.key is not None:
        sent["authorization"] = f"Bearer {upstream.key}"
    elif settings.api_key is None and "authorization" in headers:
        sent["authorization"] = headers["authorization"]
    return {name.encode(): value.encode("latin-1") for name, value in sent.items()}


def answer_headers(headers: httpx.Headers) -> dict[str, str]:
    """Return the headers of an upstream's answer that the client gets."""
    return {
        name: value
        for name, value in read_headers(headers).items()
        if name in ANSWER_HEADERS or name.startswith(LIMITS)
    }


def read_headers(headers: httpx.Headers) -> dict[str, str]:
    """Return headers with a character for each byte, as ASGI represents them."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers.raw}
