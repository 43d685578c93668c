"""Requests: the history, the model and the temperature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import responses_protocol as rp
from responses_protocol.dialects import (
    RESPONSES_REQUEST,
    BodyPair,
    Context,
    MemberGroup,
    history_layout,
    name_by_tables,
    pass_on,
)

_name = name_by_tables({}, {}, unknown_member="unknown_parameter")


def _name_loss(
    request: Any, path: list[str], operation: Any, options: rp.Options
) -> Iterator[tuple[str, list[str]]]:
    return _name(request, path, operation)


def _heat(members: dict[str, Any], context: Context) -> dict[str, Any]:
    value = members.get("temperature")
    return {} if value is None else {"heat": value}


def _temperature(members: dict[str, Any], context: Context) -> dict[str, Any]:
    value = members.get("heat")
    return {} if value is None else {"temperature": value}


REQUESTS = BodyPair(
    RESPONSES_REQUEST,
    history_layout("talk"),
    (
        MemberGroup(("model",), ("model",), pass_on, pass_on, optional=True),
        MemberGroup(("temperature",), ("heat",), _heat, _temperature, optional=True),
    ),
    _name_loss,
)
