"""The parts of a Responses answer's output that a Chat answer has members for.

Chat has one message, and so one text: that of the *final* message, the first one of the phase
``final_answer``, else the last one that is not empty. The others are left out, or by an option
become reasoning; texts are never joined. Hosted calls, and calls with an output, are done: the
client must not get them as calls to run. Some hosted calls are run by the client; without an
output, these wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from responses_protocol._formats.chat_completions import (
    declared_calls,
    hosted_calls,
    reasoning,
    tool_calls,
)
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._formats.thoughts import Thought
from responses_protocol._values import Json, Object, copy_json
from responses_protocol.errors import ConversionError

CITATION = "url_citation"
CITATION_MEMBERS = ("start_index", "end_index", "title", "url")
FINAL = "final_answer"  # the phase of a message
PARTS = {"output_text": "text", "refusal": "refusal"}
OUTPUTS = ("custom_tool_call_output", "function_call_output")
CUT = "incomplete"


@dataclass
class AnswerContent:
    """The content of an answer.

    cut
        Whether the last thought is incomplete.
    ended
        Whether the message and the calls are complete, with a call where the client must run one.
    """

    text: str = ""
    refusal: str = ""
    annotations: list[Json] = field(default_factory=list)
    logprobs: list[Json] = field(default_factory=list)
    thoughts: list[Thought] = field(default_factory=list)
    calls: list[Json] = field(default_factory=list)
    cut: bool = False
    ended: bool = True


def read_output(
    output: list[Json], options: Options, request: RequestContext = NO_REQUEST
) -> AnswerContent:
    """Return the content of an answer that Chat has members for."""
    content = AnswerContent()
    ids = declared_calls.CallIds(request, options)
    number = 0  # of the calls
    final_index = find_final_message(output)
    hosted_done = hosted_calls.find_answered(output)
    answered = find_answered_calls(output)
    has_open_call = False
    for index, item in enumerate(output):
        kind = item.get("type") if isinstance(item, dict) else None
        if kind == "message":
            if index == final_index:
                _read_message(item, content)
            elif options.commentary == "reasoning":
                _read_commentary(item, content, options)
        elif kind == "reasoning":
            _read_reasoning(item, content, options)
        elif isinstance(kind, str) and declared_calls.is_call(item, request):
            is_done = kind in hosted_calls.LINKS and hosted_calls.make_link_key(item) in hosted_done
            if index not in answered and not is_done:
                _read_call(item, number, ids, content, options, request)
                number += 1
        elif (
            hosted_calls.is_run_by_client(item)
            and hosted_calls.make_link_key(item) not in hosted_done
        ):
            has_open_call = True
            _read_hosted(item, content, options)
    calls = declared_calls.select_calls(content.calls, request)
    if (has_open_call or content.calls) and not calls:
        content.ended = False
    content.calls = calls
    if not content.text:  # they belong to a text
        content.annotations, content.logprobs = [], []
    return content


def find_answered_calls(output: list[Json]) -> set[int]:
    """Return the indexes of the function calls that have an output behind them.

    Servers and agents that run the tools answer so: the client must not run them again.
    """
    answered: set[int] = set()
    unanswered: dict[Json, list[int]] = {}
    for index, item in enumerate(output):
        kind = item.get("type") if isinstance(item, dict) else None
        call_id = item.get("call_id") if isinstance(kind, str) else None
        if not isinstance(call_id, str):
            continue
        if kind in CALLS:
            unanswered.setdefault(call_id, []).append(index)
        elif kind in OUTPUTS and unanswered.get(call_id):
            answered.add(unanswered[call_id].pop())
    return answered


def find_final_message(output: list[Json]) -> int | None:
    """Return the index of the message with the answer's text, None if there is none."""
    last = None
    for index, item in enumerate(output):
        if isinstance(item, dict) and item.get("type") == "message" and has_content(item):
            if item.get("phase") == FINAL:
                return index
            last = index
    return last


def has_content(item: Object) -> bool:
    """Return whether a message has a text or refusal that is not empty."""
    return any(part[PARTS[part["type"]]] for part in find_texts(item))


def find_texts(item: Object) -> Iterator[Object]:
    """Yield the texts and refusals of a message."""
    content = item.get("content")
    if isinstance(content, str):  # stored requests have a string
        content = [{"type": "output_text", "text": content}]
    for part in content if isinstance(content, list) else ():
        kind = part.get("type") if isinstance(part, dict) else None
        name = PARTS.get(kind) if isinstance(kind, str) else None
        if name is not None and isinstance(part.get(name), str):
            yield part


def read_thoughts(items: list[Json], options: Options) -> list[Thought]:
    """Return the thoughts of reasoning items, and by an option of messages that are not final."""
    content = AnswerContent()
    for item in items:
        if item.get("type") == "reasoning":
            _read_reasoning(item, content, options)
        elif options.commentary == "reasoning":
            _read_commentary(item, content, options)
    return content.thoughts


def _read_message(item: Object, answer: AnswerContent) -> None:
    for part in find_texts(item):
        if part["type"] == "refusal":
            answer.refusal += part["refusal"]
        else:
            answer.annotations += nest_citations(part.get("annotations"), len(answer.text))
            answer.logprobs += _copy_list(part.get("logprobs"))
            answer.text += part["text"]
    answer.ended = answer.ended and item.get("status") != CUT


def _read_commentary(item: Object, answer: AnswerContent, options: Options) -> None:
    text = "".join(part["text"] for part in find_texts(item) if part["type"] == "output_text")
    if text and options.reasoning in reasoning.WRITERS:
        answer.thoughts.append(Thought(text))
        answer.cut = False


def nest_citations(annotations: Json, shift: int) -> list[Json]:
    """Return web citations in Chat's form; ``shift`` is added to their positions in the text."""
    nested = []
    for annotation in annotations if isinstance(annotations, list) else ():
        if isinstance(annotation, dict) and annotation.get("type") == CITATION:
            body = {
                name: copy_json(annotation[name]) for name in CITATION_MEMBERS if name in annotation
            }
            for name in CITATION_MEMBERS[:2]:
                if type(body.get(name)) is int:
                    body[name] += shift
            nested.append({"type": CITATION, CITATION: body})
    return nested


def _copy_list(value: Json) -> list[Json]:
    return copy_json(value) if isinstance(value, list) else []


def _read_reasoning(item: Object, answer: AnswerContent, options: Options) -> None:
    thought = reasoning.from_responses(item, options.reasoning)
    if thought.text or thought.encrypted:
        answer.thoughts.append(thought)
    if thought.text:
        answer.cut = item.get("status") == reasoning.CUT


CALLS = declared_calls.READERS


def _read_call(
    item: Object,
    number: int,
    ids: declared_calls.CallIds,
    answer: AnswerContent,
    options: Options,
    request: RequestContext,
) -> None:
    cut = item.get("status") == CUT
    call_options = declared_calls.options_of_incomplete_call(options) if cut else options
    try:
        answer.calls.append(
            declared_calls.make_call_entry(item, number, ids, call_options, request)
        )
    except ConversionError:
        return  # the call can't be run
    answer.ended = answer.ended and not cut


def _read_hosted(item: Object, answer: AnswerContent, options: Options) -> None:
    """Read an open call of a hosted tool that the client runs."""
    call = hosted_calls.mark_call(item) if options.hosted_calls == "function" else None
    if call is not None:
        answer.calls.append(tool_calls.function_from_responses(call, "", options))
