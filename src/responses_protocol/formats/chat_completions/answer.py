"""What the model answers: the output items of a Responses answer, and the message of a Chat choice.

One list of output is one answer, so it makes one choice; ``output`` reads it. Chat gives the calls
behind the text and the reasoning before it, and so do the items that are read. Of several choices
the one with the index 0 is the answer. Everything else stays in the complement.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats import finishing
from responses_protocol.formats.chat_completions import hosted_calls, reasoning, tool_calls
from responses_protocol.formats.chat_completions.output import (
    CITATION,
    CITATION_MEMBERS,
    Said,
    read_output,
)
from responses_protocol.formats.error_bodies import is_error
from responses_protocol.formats.frames import Context, Object
from responses_protocol.formats.ids import mint
from responses_protocol.formats.options import Options
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
    if finishing.is_waiting(status) or not isinstance(output, list):
        return {"choices": []}
    read = read_output(output, context.options)
    if status == "failed":
        error = finishing.error(members.get("error"))
        choices = [_choice(read, members, context.options)] if read != Said() else []
        return {"choices": choices} if error is None else {"choices": choices, "error": error}
    return {"choices": [_choice(read, members, context.options)]}


def _choice(said: Said, members: Object, options: Options) -> Object:
    message: Object = {
        "role": "assistant",
        "content": said.text or None,
        "refusal": said.refusal or None,
    }
    if said.annotations:
        message["annotations"] = said.annotations
    if said.thoughts:
        reasoning.write(message, joined(said.thoughts), options.reasoning, not said.cut)
    if said.calls:
        message["tool_calls"] = said.calls
    return {
        "index": 0,
        "message": message,
        "logprobs": {"content": said.logprobs, "refusal": None} if said.logprobs else None,
        "finish_reason": finishing.reason(members, bool(said.calls), said.ended),
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
    error = finishing.error(members.get("error"))
    if choice is None:
        return {"status": "failed", "error": error, "incomplete_details": None, "output": []}
    error = error or finishing.error(choice.get("error"))
    status, details = finishing.status(choice.get("finish_reason"))
    if status == "failed" and error is None:
        error = finishing.error({})
    if error is not None:
        status, details = "failed", None
    message = choice.get("message")
    output = _items(message, choice, context) if isinstance(message, dict) else []
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


def _items(message: Object, choice: Object, context: Context) -> list[Object]:
    options = context.options
    said = _text(message.get("content"))
    thought, message, ended = reasoning.read_answer(message, options.reasoning, said)
    items = reasoning.output_items(thought, options, ended)
    parts = _parts(message, choice)
    if parts:
        items.append(
            {"type": "message", "role": "assistant", "status": "completed", "content": parts}
        )
    items += _calls(message, options)
    answer_id = swapped_id(context.payload, CHAT_ID, RESPONSE_ID)
    count = {True: 0, False: 0}
    for item in items:
        thought = item["type"] == "reasoning"
        if item["type"] in PREFIXES:  # else it is one that a marked call stands for
            item["id"] = item_id(item["type"], count[thought], answer_id)
        count[thought] += 1
    return items


PREFIXES = {
    "message": "msg_",
    "reasoning": "rs_",
    "custom_tool_call": "ctc_",
    "function_call": "fc_",
}


def swapped_id(answer: Object, old: str, new: str) -> str:
    """Return the id of an answer with the other prefix; without one, always the same."""
    own = answer.get("id")
    if not isinstance(own, str) or not own:
        return mint(new, "")
    return own if own.startswith(new) else new + own.removeprefix(old)


def item_id(kind: str, number: int, answer_id: str) -> str:
    """Return the id of an item of the Responses answer with this id.

    ``number`` counts the items before it: of reasoning those of reasoning, else the others. The
    id does not depend on the content, so a stream can announce it before the item is there; nor
    on whether reasoning was read.
    """
    return mint(PREFIXES[kind], f"{number} {answer_id}")


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
    if isinstance(message.get("refusal"), str) and message["refusal"]:
        parts.append({"type": "refusal", "refusal": message["refusal"]})
    return parts


def _text(content: Json) -> str:
    """Return the text of a message: some servers answer with a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else ()
    texts = [part.get("text") for part in parts if is_text(part)]
    return "".join(text for text in texts if isinstance(text, str))


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


def _calls(message: Object, options: Options) -> list[Object]:
    listed = message.get("tool_calls")
    found = []
    for call in listed if isinstance(listed, list) else ():
        try:
            found.append(tool_calls.to_responses(call, "", options))
        except ConversionError:
            continue  # no call that anybody could run
    if message.get("function_call") is not None:
        try:
            legacy = tool_calls.legacy_to_responses(message["function_call"], "", options)
            found.append(legacy)
        except ConversionError:
            pass
    taken: dict[str, int] = {}
    items = [call_item(item, options) for item in found if item is not None]
    return [distinct(item, taken, options) for item in items]


def distinct(item: Object, taken: dict[str, int], options: Options) -> Object:
    """Return the item of a call with an id that no call before it has, and note that as taken.

    Some servers give all calls of an answer one id, and clients tell calls apart by it.
    """
    own = item.get("call_id")
    if item["type"] not in CALL_TYPES or not isinstance(own, str):
        return item
    free, number = own, taken.get(own, 0)
    while free in taken:
        number += 1
        free = tool_calls.NUMBERED[options.call_ids](own, number)
    taken[own], taken[free] = max(number, 1), 1
    return item if free == own else {**item, "call_id": free}


CALL_TYPES = ("function_call", "custom_tool_call")


def call_item(call: Object, options: Options) -> Object:
    """Return the item of a call that was read, which may stand for one of a hosted tool."""
    own = hosted_calls.unmarked(call) if options.hosted_calls == "function" else None
    return {**call, "status": "completed"} if own is None else own
