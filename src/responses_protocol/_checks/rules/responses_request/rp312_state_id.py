"""RP312: the prefix of state ids."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import Json

PREFIXES = {"previous_response_id": "resp", "conversation": "conv"}


def _check(view: View) -> Iterator[Problem]:
    for member, prefix in PREFIXES.items():
        pointer, state_id = _id_of(member, view.value.get(member))
        if isinstance(state_id, str) and state_id and not state_id.startswith(prefix):
            message = (
                f"Invalid '{view.place_of(pointer)}': '{quote_name(state_id)}'. "
                f"Expected an ID that begins with '{prefix}'."
            )
            yield Problem(pointer, message)


def _id_of(member: str, value: Json) -> tuple[str, Json]:
    if isinstance(value, dict):
        return f"/{member}/id", value.get("id")
    return f"/{member}", value


def _request(item_id: str) -> dict[str, str]:
    return {"model": "gpt-5-mini", "input": "And?", "previous_response_id": item_id}


RP312 = Rule(
    code="RP312",
    name="state-id",
    summary="A previous_response_id begins with resp, and the id of a conversation with conv.",
    severity="warning",
    check=_check,
    subject="responses/request",
    wrong=_request("chatcmpl-1"),
    right=_request("resp_1"),
    why=(
        "The endpoint looks up an id by its prefix, so an id of a gateway or of Chat Completions "
        "is not found."
    ),
    how_to_fix="Send the id that the same endpoint returned, or send the whole history as `input`.",
    source="Reported of api.openai.com, through gateways that pass on their own ids, in 2026",
    targets=OPENAI,
)
