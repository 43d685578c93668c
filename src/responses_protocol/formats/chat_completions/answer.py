"""What the model answers: the output items of a Responses answer, and the message of a Chat choice.

One list of output is one answer, so it makes one choice, whose texts are joined without a
separator. Chat gives the calls behind the text and the reasoning before it, and so do the items
that are read. Everything else stays in the complement: hosted calls above all, which are done and
must not come out as calls that the client has to run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from responses_protocol.errors import ConversionError
from responses_protocol.formats import finishing
from responses_protocol.formats.chat_completions import reasoning, tool_calls
from responses_protocol.formats.error_bodies import is_error
from responses_protocol.formats.frames import Context, Object
from responses_protocol.formats.ids import mint
from responses_protocol.formats.options import Options
from responses_protocol.values import Json, copied

CHAT_ID, RESPONSE_ID = "chatcmpl-", "resp_"
CITATION = "url_citation"
CITATION_MEMBERS = ("start_index", "end_index", "title", "url")


# --- Responses -> Chat ---------------------------------------------------------------------------


@dataclass
class Said:
    """What was read of an answer's output."""

    text: str = ""
    refusal: str = ""
    annotations: list[Json] = field(default_factory=list)
    logprobs: list[Json] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    cut: bool = False  # whether the last thought was
    calls: list[Json] = field(default_factory=list)


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


def read_output(output: list[Json], options: Options) -> Said:
    """Return what the items of an answer say that Chat has a place for."""
    said = Said()
    for item in output:
        read = ITEM_READERS.get(str(item.get("type"))) if isinstance(item, dict) else None
        if read is not None:
            read(item, said, options)
    if not said.text:  # what is said of a text needs one
        said.annotations, said.logprobs = [], []
    return said


def _choice(said: Said, members: Object, options: Options) -> Object:
    message: Object = {
        "role": "assistant",
        "content": said.text or None,
        "refusal": said.refusal or None,
    }
    if said.annotations:
        message["annotations"] = said.annotations
    if said.thoughts:
        message[reasoning.held(options.reasoning)] = reasoning.SEPARATOR.join(said.thoughts)
        reasoning.finish(message, options.reasoning, not said.cut)
    if said.calls:
        message["tool_calls"] = said.calls
    return {
        "index": 0,
        "message": message,
        "logprobs": {"content": said.logprobs, "refusal": None} if said.logprobs else None,
        "finish_reason": finishing.reason(members, bool(said.calls)),
    }


def _read_message(item: Object, said: Said, options: Options) -> None:
    content = item.get("content")
    if isinstance(content, str):  # as stored requests have it
        content = [{"type": "output_text", "text": content}]
    for part in content if isinstance(content, list) else ():
        if not isinstance(part, dict):
            continue
        if part.get("type") == "output_text" and isinstance(part.get("text"), str):
            said.annotations += _nested(part.get("annotations"), len(said.text))
            said.logprobs += _list(part.get("logprobs"))
            said.text += part["text"]
        elif part.get("type") == "refusal" and isinstance(part.get("refusal"), str):
            said.refusal += part["refusal"]


def _nested(annotations: Json, shift: int) -> list[Json]:
    """Nest web citations as Chat has them, shifted by the text that comes before theirs."""
    found = []
    for one in annotations if isinstance(annotations, list) else ():
        if isinstance(one, dict) and one.get("type") == CITATION:
            body = {name: copied(one[name]) for name in CITATION_MEMBERS if name in one}
            for name in CITATION_MEMBERS[:2]:
                if type(body.get(name)) is int:
                    body[name] += shift
            found.append({"type": CITATION, CITATION: body})
    return found


def _list(value: Json) -> list[Json]:
    return copied(value) if isinstance(value, list) else []


def _read_reasoning(item: Object, said: Said, options: Options) -> None:
    text = "" if options.reasoning == "omit" else reasoning.text_from_responses(item)
    if text:
        said.thoughts.append(text)
        said.cut = item.get("status") == reasoning.CUT


def _reader_of_calls(
    translate: Callable[[Object, str, Options], Json],
) -> Callable[[Object, Said, Options], None]:
    def read(item: Object, said: Said, options: Options) -> None:
        try:
            said.calls.append(translate(item, "", options))
        except ConversionError:
            return  # no call that anybody could run

    return read


ITEM_READERS = {
    "message": _read_message,
    "reasoning": _read_reasoning,
    "function_call": _reader_of_calls(tool_calls.function_from_responses),
    "custom_tool_call": _reader_of_calls(tool_calls.custom_from_responses),
}


def _error(members: Object) -> Object:
    """Pass the body of an error, which both APIs answer alike."""
    return {"error": copied(members["error"])} if members.get("error") is not None else {}


# --- Chat -> Responses ---------------------------------------------------------------------------


def choices_to_responses(members: Object, context: Context) -> Object:
    """Return output and status of the first choice; without one, those of a failed answer."""
    if is_error(context.payload):
        return _error(members)
    choices = members.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    error = finishing.error(members.get("error"))
    if not isinstance(choice, dict):
        return {"status": "failed", "error": error, "incomplete_details": None, "output": []}
    status, details = finishing.status(choice.get("finish_reason"))
    if error is not None:
        status, details = "failed", None
    message = choice.get("message")
    output = _items(message, choice, context) if isinstance(message, dict) else []
    if output and status != "completed" and output[-1]["type"] != "reasoning":
        output[-1]["status"] = "incomplete"  # it was cut; a call that was must not be run
    return {"status": status, "error": error, "incomplete_details": details, "output": output}


def _items(message: Object, choice: Object, context: Context) -> list[Object]:
    items: list[Object] = []
    if context.options.reasoning != "omit":
        said = _text(message.get("content"))
        text, message, ended = reasoning.split_answer(message, context.options.reasoning, said)
        if text:
            items.append(reasoning.item(text, ended))
    parts = _parts(message, choice)
    if parts:
        items.append(
            {"type": "message", "role": "assistant", "status": "completed", "content": parts}
        )
    items += _calls(message, context.options)
    answer_id = swapped_id(context.payload, CHAT_ID, RESPONSE_ID)
    for at, item in enumerate(items):
        item["id"] = item_id(item["type"], at, answer_id)
    return items


PREFIXES = {"message": "msg_", "reasoning": "rs_", "custom_tool_call": "ctc_"}


def swapped_id(answer: Object, old: str, new: str) -> str:
    """Return the id of an answer with the other prefix; without one, always the same."""
    own = answer.get("id")
    if not isinstance(own, str) or not own:
        return mint(new, "")
    return own if own.startswith(new) else new + own.removeprefix(old)


def item_id(kind: str, index: int, answer_id: str) -> str:
    """Return the id of the item at ``index`` of the Responses answer with this id.

    It does not depend on the content, so a stream can announce it before the item is there.
    """
    return mint(PREFIXES.get(kind, "fc_"), f"{index} {answer_id}")


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
                "logprobs": _list(logprobs.get("content") if isinstance(logprobs, dict) else None),
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
    texts = [part.get("text") for part in parts if isinstance(part, dict) and "text" in part]
    return "".join(text for text in texts if isinstance(text, str))


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
    return [{**item, "status": "completed"} for item in found if item is not None]
