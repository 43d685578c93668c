"""``/v1/models``: the models of all upstreams, as these list them."""

from __future__ import annotations

from typing import Any

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response

from responses_protocol.errors import ConversionError
from responses_protocol.gateway.context import sent_headers
from responses_protocol.gateway.refusals import json_response, refusal
from responses_protocol.gateway.server import Gateway
from responses_protocol.gateway.settings import Upstream
from responses_protocol.jsontext import loads
from responses_protocol.values import Object

WAIT = 10.0  # seconds, for a list: an upstream that says nothing must not hold up the others


async def list_models(request: Request) -> Response:
    """Return all models that requests may name."""
    return json_response({"object": "list", "data": await models_of(request)})


async def show_model(request: Request) -> Response:
    """Return one of them."""
    name = request.path_params["model"]
    for one in await models_of(request):
        if one["id"] == name:
            return json_response(one)
    raise refusal(404, f"The model '{name}' does not exist", code="model_not_found", param="model")


async def models_of(request: Request) -> list[Object]:
    """Return the models of the upstreams, each once: the first upstream that takes it has it."""
    gateway: Gateway = request.app.state.gateway
    upstreams = gateway.settings.upstreams
    found: list[list[Object]] = [[] for _ in upstreams]

    async def ask(at: int, upstream: Upstream) -> None:
        headers = sent_headers(gateway.settings, upstream, request.headers)
        found[at] = await _listed(gateway.client, upstream, headers)

    async with anyio.create_task_group() as group:
        for at, upstream in enumerate(upstreams):
            group.start_soon(ask, at, upstream)
    models: dict[str, Object] = {}
    for upstream, listed in zip(upstreams, found, strict=True):
        for one in listed:
            models.setdefault(one["id"], one)
        for name in upstream.models:  # names that are no patterns are models, listed or not
            if not set(name) & set("*?["):
                models.setdefault(name, _entry(name, upstream))
    return list(models.values())


async def _listed(
    client: httpx.AsyncClient, upstream: Upstream, headers: dict[str, str]
) -> list[Object]:
    try:
        answer = await client.get(f"{upstream.url}/models", headers=headers, timeout=WAIT)
        listed: Any = loads(answer.content) if answer.status_code < 400 else None
    except (httpx.HTTPError, ConversionError):
        return []  # it may come up later; what is known of it is listed all the same
    data = listed.get("data") if isinstance(listed, dict) else None
    return [
        {**_entry(one["id"], upstream), **one}
        for one in (data if isinstance(data, list) else ())
        if isinstance(one, dict) and isinstance(one.get("id"), str) and upstream.takes(one["id"])
    ]


def _entry(name: str, upstream: Upstream) -> Object:
    return {"id": name, "object": "model", "created": 0, "owned_by": upstream.name}
