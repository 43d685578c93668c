"""The members of an answer beside its content: ids, times, usage, and repeated parameters."""

from __future__ import annotations

from responses_protocol._formats import usage
from responses_protocol._formats.body_layouts import Context, MemberGroup, pass_on
from responses_protocol._formats.chat_completions import answer
from responses_protocol._formats.error_bodies import is_bare_error, is_error
from responses_protocol._formats.repeated_members import NAMES
from responses_protocol._values import Json, Object, copy_json, is_number

# --- ids and times -------------------------------------------------------------------------------


def _id_to_chat(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    return {"id": answer.swap_prefix(members, answer.RESPONSE_ID, answer.CHAT_ID, context.request)}


def _id_to_responses(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    return {"id": answer.swap_prefix(members, answer.CHAT_ID, answer.RESPONSE_ID, context.request)}


def _object_to_chat(members: Object, context: Context) -> Object:
    return {} if is_error(context.payload) else {"object": "chat.completion"}


def _object_to_responses(members: Object, context: Context) -> Object:
    return {} if is_error(context.payload) else {"object": "response"}


def _time_to_chat(members: Object, context: Context) -> Object:
    return {} if is_error(context.payload) else {"created": _time(members.get("created_at"))}


def _time_to_responses(members: Object, context: Context) -> Object:
    return {} if is_error(context.payload) else {"created_at": _time(members.get("created"))}


def _time(value: Json) -> Json:
    """Return a time in whole seconds; both APIs require one, so that 0 means unknown."""
    return int(value) if is_number(value) and not isinstance(value, bool) else 0


# --- the rest ------------------------------------------------------------------------------------


def _model(members: Object, context: Context) -> Object:
    """Copy the name of the model; both APIs require one, so that ``""`` means unknown."""
    model = members.get("model")
    return {} if is_error(context.payload) else {"model": model if isinstance(model, str) else ""}


# the tiers of both APIs; servers have others
TIERS = frozenset(("auto", "default", "fast", "flex", "priority", "scale"))


def _tier_to_chat(members: Object, context: Context) -> Object:
    tier = members.get("service_tier")
    result = {"service_tier": tier} if isinstance(tier, str) and tier in TIERS else {}
    return {} if _only_repeats(result, context) else result


def _tier_to_responses(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    return context.request.repeat("service_tier") | _tier_to_chat(members, context)


def _only_repeats(members: Object, context: Context) -> bool:
    """Return whether members of an answer to a Responses caller are equal to its request's."""
    repeated = context.request.repeated
    is_caller = context.request.dialect == "responses"
    return repeated is not None and is_caller and members.items() <= repeated.items()


# A Responses answer repeats its request; a Chat answer does not. Where the request is not known,
# these members have a neutral value.
ECHO: Object = {
    "instructions": None,
    "parallel_tool_calls": True,
    "temperature": None,
    "tool_choice": "auto",
    "tools": [],
    "top_p": None,
}


ANSWERED = ("metadata", "service_tier")  # the server may set these
REPEATED = (*ECHO, *sorted(NAMES - ECHO.keys() - {*ANSWERED}))


def _drop_echo(members: Object, context: Context) -> Object:
    return {}


def _write_echo(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    repeated = context.request.repeated
    if repeated is None:
        return {**ECHO, "tools": []}
    return {name: copy_json(value) for name, value in repeated.items() if name not in ANSWERED}


def _metadata_to_chat(members: Object, context: Context) -> Object:
    if is_error(context.payload) or not members.get("metadata"):
        return {}
    result = pass_on(members, context)
    return {} if _only_repeats(result, context) else result


def _metadata_to_responses(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    repeated = context.request.repeat("metadata")
    return {"metadata": {}, **repeated, **_metadata_to_chat(members, context)}


# of an error without an object around it
ERROR_MEMBERS = ("message", "type", "param", "code", "detail")


def _copy_bare_error(members: Object, context: Context) -> Object:
    return copy_json(members) if is_bare_error(context.payload) else {}


GROUPS = (
    MemberGroup(("id",), ("id",), _id_to_chat, _id_to_responses),
    MemberGroup(("object",), ("object",), _object_to_chat, _object_to_responses),
    MemberGroup(("created_at",), ("created",), _time_to_chat, _time_to_responses),
    MemberGroup(("model",), ("model",), _model, _model),
    MemberGroup(
        ("status", "error", "incomplete_details", "output"),
        ("choices", "error"),
        answer.choices_from_responses,
        answer.choices_to_responses,
    ),
    MemberGroup(("usage",), ("usage",), usage.to_chat, usage.to_responses),
    MemberGroup(("service_tier",), ("service_tier",), _tier_to_chat, _tier_to_responses),
    MemberGroup(("metadata",), ("metadata",), _metadata_to_chat, _metadata_to_responses),
    MemberGroup(REPEATED, (), _drop_echo, _write_echo),
    MemberGroup(ERROR_MEMBERS, ERROR_MEMBERS, _copy_bare_error, _copy_bare_error),
)
