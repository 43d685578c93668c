"""``/v1/models``: the models of all upstreams, as these list them."""

from __future__ import annotations

from typing import Any

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._formats.error_answers import error_answer
from responses_protocol._gateway.context import upstream_headers
from responses_protocol._gateway.refusals import Refusal, json_response, refusal
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.settings import Upstream
from responses_protocol._jsontext import loads
from responses_protocol._values import Object
from responses_protocol.errors import ConversionError

KEY_STATUSES = (401, 403)  # of a server that refuses a key
WAIT = 10.0  # seconds, for a list: an upstream that says nothing must not hold up the others


async def list_models(request: Request) -> Response:
    """Return all models that requests may name."""
    return json_response({"object": "list", "data": await models_of(request)})


async def show_model(request: Request) -> Response:
    """Return one of them."""
    name = request.path_params["model"]
    for model in await models_of(request):
        if model["id"] == name:
            return json_response(model)
    raise refusal(404, f"The model '{name}' does not exist", code="model_not_found", param="model")


async def models_of(request: Request) -> list[Object]:
    """Return the models of the upstreams, each once: the first upstream that takes it has it.

    Raises Refusal where there are none because an upstream refuses the key.
    """
    gateway: Gateway = request.app.state.gateway
    upstreams = gateway.settings.upstreams
    lists: list[list[Object]] = [[] for _ in upstreams]
    refusals: list[Refusal] = []

    async def ask(index: int, upstream: Upstream) -> None:
        headers = upstream_headers(gateway.settings, upstream, request.headers)
        try:
            lists[index] = await _list(gateway.client, upstream, headers)
        except Refusal as problem:
            refusals.append(problem)

    async with anyio.create_task_group() as group:
        for at, upstream in enumerate(upstreams):
            group.start_soon(ask, at, upstream)
    models: dict[str, Object] = {}
    for upstream, models_of_upstream in zip(upstreams, lists, strict=True):
        for model in models_of_upstream:
            models.setdefault(model["id"], model)
        for name in upstream.models:  # names that are no patterns are models, listed or not
            if not set(name) & set("*?["):
                models.setdefault(name, _entry(name, upstream))
    if refusals and not models:
        raise refusals[0]
    return list(models.values())


async def _list(
    client: httpx.AsyncClient, upstream: Upstream, headers: dict[bytes, bytes]
) -> list[Object]:
    try:
        answer = await client.get(f"{upstream.url}/models", headers=headers, timeout=WAIT)
        payload: Any = loads(answer.content) if answer.status_code < 400 else None
    except (httpx.HTTPError, ConversionError):
        return []  # it may start later; the models that the settings name are listed nevertheless
    if answer.status_code in KEY_STATUSES:
        raise Refusal(answer.status_code, error_answer(answer.content, answer.status_code))
    data = payload.get("data") if isinstance(payload, dict) else None
    return [
        {**_entry(model["id"], upstream), **model}
        for model in (data if isinstance(data, list) else ())
        if isinstance(model, dict)
        and isinstance(model.get("id"), str)
        and upstream.takes(model["id"])
    ]


def _entry(name: str, upstream: Upstream) -> Object:
    return {"id": name, "object": "model", "created": 0, "owned_by": upstream.name}
