"""What the model answers: the output items of a Responses answer, and the message of a Chat choice.

One list of output is one answer, so it makes one choice; ``output`` reads it. Chat gives the calls
behind the text and the reasoning before it, and so do the items that are read. Of several choices
the one with the index 0 is the answer. Everything else stays in the complement.
"""

from __future__ import annotations

from contextlib import suppress

from responses_protocol.errors import ConversionError
from responses_protocol.formats import finish_reasons
from responses_protocol.formats.body_layouts import Context, Object
from responses_protocol.formats.chat_completions import declared_calls, reasoning, tool_calls
from responses_protocol.formats.chat_completions.declared_calls import TOOL_SEARCH_CALL
from responses_protocol.formats.chat_completions.output import (
    CITATION,
    CITATION_MEMBERS,
    AnswerContent,
    read_output,
)
from responses_protocol.formats.error_bodies import is_error
from responses_protocol.formats.ids import mint
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.formats.thoughts import joined
from responses_protocol.values import Json, copied

CHAT_ID, RESPONSE_ID = "chatcmpl-", "resp_"


# --- Responses -> Chat ---------------------------------------------------------------------------


def choices_from_responses(members: Object, context: Context) -> Object:
    """Return the choices that stand for output and status.

    There are none for what is no answer yet, or was cancelled; a failed one has its error beside
    what was said until then.
    """
    if is_error(context.payload):
        return _error(members)
    output, status = members.get("output"), members.get("status")
    if finish_reasons.is_waiting(status) or not isinstance(output, list):
        return {"choices": []}
    read = read_output(output, context.options, context.request)
    if status == "failed":
        error = finish_reasons.error(members.get("error"))
        choices = [_choice(read, members, context)] if read != AnswerContent() else []
        return {"choices": choices} if error is None else {"choices": choices, "error": error}
    return {"choices": [_choice(read, members, context)]}


def _choice(said: AnswerContent, members: Object, context: Context) -> Object:
    legacy, form = context.request.legacy, context.options.reasoning
    message: Object = {
        "role": "assistant",
        "content": said.text or None,
        "refusal": said.refusal or None,
    }
    if said.annotations:
        message["annotations"] = said.annotations
    if said.thoughts:
        reasoning.write(message, joined(said.thoughts), form, not said.cut)
    if said.calls and legacy:
        message["function_call"] = said.calls[0]["function"]
    elif said.calls:
        message["tool_calls"] = said.calls
    return {
        "index": 0,
        "message": message,
        "logprobs": {"content": said.logprobs, "refusal": None} if said.logprobs else None,
        "finish_reason": finish_reasons.reason(members, bool(said.calls), said.ended, legacy),
    }


def _error(members: Object) -> Object:
    """Pass the body of an error, which both APIs answer alike."""
    return {"error": copied(members["error"])} if members.get("error") is not None else {}


# --- Chat -> Responses ---------------------------------------------------------------------------


def choices_to_responses(members: Object, context: Context) -> Object:
    """Return output and status of the answer; without a choice, those of a failed one."""
    if is_error(context.payload):
        return _error(members)
    choice = main_choice(members.get("choices"))
    error = finish_reasons.error(members.get("error"))
    if choice is None:
        return {"status": "failed", "error": error, "incomplete_details": None, "output": []}
    error = error or finish_reasons.error(choice.get("error"))
    status, details = finish_reasons.status(choice.get("finish_reason"))
    if status == "failed" and error is None:
        error = finish_reasons.error({})
    if error is not None:
        status, details = "failed", None
    message = choice.get("message")
    output = _items(message, choice, status, context) if isinstance(message, dict) else []
    if output and status != "completed" and output[-1]["type"] in SAYS:
        output[-1]["status"] = "incomplete"  # it was cut; a call that was must not be run
    return {"status": status, "error": error, "incomplete_details": details, "output": output}


SAYS = ("message", "function_call", "custom_tool_call")  # what may be cut in the middle


def main_choice(choices: Json) -> Object | None:
    """Return the choice with the index 0, else the first one; None where there is none."""
    listed = choices if isinstance(choices, list) else []
    found = [one for one in listed if isinstance(one, dict)]
    return next((one for one in found if number(one) == 0), found[0] if found else None)


def number(choice: Object) -> int:
    """Return the index of a choice, 0 where it has none."""
    own = choice.get("index")
    return own if type(own) is int else 0


def _items(message: Object, choice: Object, status: str, context: Context) -> list[Object]:
    options = context.options
    said = _text(message.get("content"))
    thought, message, ended = reasoning.read_answer(message, options.reasoning, said)
    items = reasoning.output_items(thought, options, ended)
    parts = _parts(message, choice)
    if parts:
        items.append(
            {"type": "message", "role": "assistant", "status": "completed", "content": parts}
        )
    items += read_calls(message, status != "completed", options, context.request)
    answer_id = swapped_id(context.payload, CHAT_ID, RESPONSE_ID, context.request)
    count = {True: 0, False: 0}
    for item in items:
        thought = item["type"] == "reasoning"
        if needs_id(item):
            item["id"] = item_id(item["type"], count[thought], answer_id, context.request)
        count[thought] += 1
    return items


PREFIXES = {
    "message": "msg_",
    "reasoning": "rs_",
    "custom_tool_call": "ctc_",
    "function_call": "fc_",
    TOOL_SEARCH_CALL: "tsc_",
}


def needs_id(item: Object) -> bool:
    """Tell whether an item gets an id, and is none that a marked call stands for."""
    kind = item["type"]
    return kind in PREFIXES and (kind != TOOL_SEARCH_CALL or item.get("id") == "")


def swapped_id(answer: Object, old: str, new: str, request: RequestContext = NO_REQUEST) -> str:
    """Return the id of an answer with the other prefix.

    Without one, it is the same for all answers to a request; with the request, only for these.
    """
    own = answer.get("id")
    own = own if isinstance(own, str) else ""
    if request.seed:
        dialect = "responses" if new == RESPONSE_ID else "chat_completions"
        return request.answer_id(own.removeprefix(old).removeprefix(new), new, dialect)
    if not own:
        return mint(new, "")
    return own if own.startswith(new) else new + own.removeprefix(old)


def item_id(kind: str, number: int, answer_id: str, request: RequestContext = NO_REQUEST) -> str:
    """Return the id of an item of the Responses answer with this id.

    ``number`` counts the items before it: of reasoning those of reasoning, else the others. The
    id does not depend on the content, so a stream can announce it before the item is there; nor
    on whether reasoning was read.
    """
    place = f"{number} {answer_id}"
    return request.made_id(PREFIXES[kind], place) if request.seed else mint(PREFIXES[kind], place)


def _parts(message: Object, choice: Object) -> list[Object]:
    parts: list[Object] = []
    text = _text(message.get("content"))
    if text:
        logprobs = choice.get("logprobs")
        parts.append(
            {
                "type": "output_text",
                "text": text,
                "annotations": flat_annotations(message.get("annotations")),
                "logprobs": flat_logprobs(
                    logprobs.get("content") if isinstance(logprobs, dict) else None
                ),
            }
        )
    refusal = message.get("refusal") or "".join(map(refusal_of, _listed(message.get("content"))))
    if isinstance(refusal, str) and refusal:
        parts.append({"type": "refusal", "refusal": refusal})
    return parts


def _text(content: Json) -> str:
    """Return the text of a message: some servers answer with a list of parts."""
    if isinstance(content, str):
        return content
    texts = [part.get("text") for part in _listed(content) if is_text(part)]
    return "".join(text for text in texts if isinstance(text, str))


def _listed(content: Json) -> list[Json]:
    return content if isinstance(content, list) else []


def refusal_of(part: Json) -> str:
    """Return the text of a content part that is a refusal, an empty one of all others."""
    found = part.get("refusal") if isinstance(part, dict) else None
    return found if isinstance(found, str) and part.get("type") == "refusal" else ""


def is_text(part: Json) -> bool:
    """Tell whether a content part is one of text; of another type, it may be no visible one."""
    return isinstance(part, dict) and part.get("type") in (None, "text", "output_text")


def flat_logprobs(logprobs: Json) -> list[Json]:
    """Return log probabilities as Responses has them, where every token has its bytes."""
    made = copied(logprobs) if isinstance(logprobs, list) else []
    for one in made:
        top = one.get("top_logprobs") if isinstance(one, dict) else None
        for token in [one, *(top if isinstance(top, list) else ())]:
            if isinstance(token, dict) and token.get("bytes", ()) is None:
                token["bytes"] = []
    return made


def flat_annotations(annotations: Json) -> list[Json]:
    """Return the web citations of a Chat message as Responses has them."""
    found = []
    for one in annotations if isinstance(annotations, list) else ():
        body = one.get(CITATION) if isinstance(one, dict) else None
        if isinstance(body, dict):
            flat = {name: copied(body[name]) for name in CITATION_MEMBERS if name in body}
            found.append({"type": CITATION, **flat})
    return found


def read_calls(
    message: Object, was_cut: bool, options: Options, request: RequestContext
) -> list[Object]:
    """Return the items of the calls of a message, but for those that nobody could run.

    ``was_cut`` says that the answer has no end, so that a call may be incomplete.
    """
    ids = declared_calls.CallIds(request, options)
    listed = message.get("tool_calls")
    found: list[Object | None] = []
    calls = listed if isinstance(listed, list) else []
    for number, call in enumerate(calls):
        cut = was_cut and declared_calls.is_cut(call)
        chosen = declared_calls.of_cut_calls(options) if cut else options
        try:
            item = declared_calls.item_of(call, number, ids, chosen, request)
        except ConversionError:
            continue
        if cut and item is not None:
            item["status"] = "incomplete"
        found.append(item)
    legacy = message.get("function_call")
    if legacy is not None:
        with suppress(ConversionError):
            found.append(legacy_item(legacy, len(calls), ids, options, request))
    return [item for item in found if item is not None]


def legacy_item(
    call: Json, number: int, ids: declared_calls.CallIds, options: Options, request: RequestContext
) -> Object | None:
    """Return the item of a call of the deprecated form, which has no id."""
    usual = tool_calls.legacy_to_responses(call, "", options)
    if usual is None:
        return None
    entry = {"type": "function", "function": call}
    if not request.seed:
        entry["id"] = usual["call_id"]
    return declared_calls.item_of(entry, number, ids, options, request)
