"""What stands around an answer: ids, times, usage, and what it repeats of its request."""

from __future__ import annotations

from responses_protocol.formats import usage
from responses_protocol.formats.body_layouts import Context, MemberGroup, Object, passed
from responses_protocol.formats.chat_completions import answer
from responses_protocol.formats.error_bodies import is_bare_error, is_error
from responses_protocol.formats.repeated_members import NAMES
from responses_protocol.values import Json, copied, is_number

# --- who, when -----------------------------------------------------------------------------------


def _id_to_chat(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    return {"id": answer.swapped_id(members, answer.RESPONSE_ID, answer.CHAT_ID, context.request)}


def _id_to_responses(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    return {"id": answer.swapped_id(members, answer.CHAT_ID, answer.RESPONSE_ID, context.request)}


def _object_to_chat(members: Object, context: Context) -> Object:
    return {} if is_error(context.payload) else {"object": "chat.completion"}


def _object_to_responses(members: Object, context: Context) -> Object:
    return {} if is_error(context.payload) else {"object": "response"}


def _time_to_chat(members: Object, context: Context) -> Object:
    return {} if is_error(context.payload) else {"created": _time(members.get("created_at"))}


def _time_to_responses(members: Object, context: Context) -> Object:
    return {} if is_error(context.payload) else {"created_at": _time(members.get("created"))}


def _time(value: Json) -> Json:
    """Return a time in whole seconds; both APIs require one, and 0 says that it is not known."""
    return int(value) if is_number(value) and not isinstance(value, bool) else 0


# --- the rest ------------------------------------------------------------------------------------


def _model(members: Object, context: Context) -> Object:
    """Pass the name of the model, which both APIs require: an empty one is not known."""
    model = members.get("model")
    known = isinstance(model, str)
    return {} if is_error(context.payload) else {"model": model if known else ""}


# those that both APIs know; a server has tiers of its own
TIERS = frozenset(("auto", "default", "fast", "flex", "priority", "scale"))


def _tier_to_chat(members: Object, context: Context) -> Object:
    word = members.get("service_tier")
    made = {"service_tier": word} if isinstance(word, str) and word in TIERS else {}
    return {} if _only_repeats(made, context) else made


def _tier_to_responses(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    return context.request.repeat("service_tier") | _tier_to_chat(members, context)


def _only_repeats(made: Object, context: Context) -> bool:
    """Tell whether this member of an answer to a Responses caller is only what that said."""
    known = context.request.repeated
    reads_back = context.request.dialect == "responses"
    return known is not None and reads_back and made.items() <= known.items()


# A Responses answer repeats its request; a Chat answer does not know it. So these have no value,
# or the one that says least, where the request is not known.
ECHO: Object = {
    "instructions": None,
    "parallel_tool_calls": True,
    "temperature": None,
    "tool_choice": "auto",
    "tools": [],
    "top_p": None,
}


ANSWERED = ("metadata", "service_tier")  # what the server may say by itself
REPEATED = (*ECHO, *sorted(NAMES - ECHO.keys() - {*ANSWERED}))


def _no_echo(members: Object, context: Context) -> Object:
    return {}


def _echo(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    known = context.request.repeated
    if known is None:
        return {**ECHO, "tools": []}
    return {name: copied(value) for name, value in known.items() if name not in ANSWERED}


def _metadata_to_chat(members: Object, context: Context) -> Object:
    if is_error(context.payload) or not members.get("metadata"):
        return {}
    made = passed(members, context)
    return {} if _only_repeats(made, context) else made


def _metadata_to_responses(members: Object, context: Context) -> Object:
    if is_error(context.payload):
        return {}
    known = context.request.repeat("metadata")
    return {"metadata": {}, **known, **_metadata_to_chat(members, context)}


ERROR = ("message", "type", "param", "code", "detail")  # of an error without an object around it


def _bare_error(members: Object, context: Context) -> Object:
    return copied(members) if is_bare_error(context.payload) else {}


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
    MemberGroup(REPEATED, (), _no_echo, _echo),
    MemberGroup(ERROR, ERROR, _bare_error, _bare_error),
)
