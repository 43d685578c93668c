"""What the output of a Responses answer says that a Chat answer has a place for.

Chat has one message, and so one text: that of the *final* message, the first one of the phase
``final_answer``, else the last one that says something. The others are left out, or are a part of
the reasoning by an option; two are never joined. Chat gives calls behind the text and reasoning
before it. Hosted calls are done, and so are calls with an output: they must not come out as calls
that the client has to run. But some of the former are run by the client after all, and these wait
for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import (
    declared_calls,
    hosted_calls,
    reasoning,
    tool_calls,
)
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.formats.thoughts import Thought
from responses_protocol.values import Json, copied

Object = dict[str, Json]
CITATION = "url_citation"
CITATION_MEMBERS = ("start_index", "end_index", "title", "url")
FINAL = "final_answer"  # the phase of a message
PARTS = {"output_text": "text", "refusal": "refusal"}
OUTPUTS = ("custom_tool_call_output", "function_call_output")
CUT = "incomplete"


@dataclass
class AnswerContent:
    """What was read of an answer's output.

    cut
        Whether the last thought was.
    ended
        Whether the message and the calls are whole, and there is one where the client has to run
        something.
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
    """Return what the items of an answer say that Chat has a place for."""
    said = AnswerContent()
    ids = declared_calls.CallIds(request, options)
    number = 0  # of the calls
    final = final_message(output)
    done = hosted_calls.answered(output)
    run = answered_calls(output)
    waits = False
    for at, item in enumerate(output):
        kind = item.get("type") if isinstance(item, dict) else None
        if kind == "message":
            if at == final:
                _read_message(item, said)
            elif options.commentary == "reasoning":
                _read_commentary(item, said, options)
        elif kind == "reasoning":
            _read_reasoning(item, said, options)
        elif isinstance(kind, str) and declared_calls.is_call(item, request):
            if at not in run and not (kind in hosted_calls.LINKS and _is_done(item, done)):
                _read_call(item, number, ids, said, options, request)
                number += 1
        elif hosted_calls.is_run_by_client(item) and hosted_calls.name_of(item) not in done:
            waits = True
            _read_hosted(item, said, options)
    sayable = declared_calls.sayable(said.calls, request)
    if (waits or said.calls) and not sayable:
        said.ended = False
    said.calls = sayable
    if not said.text:  # what is said of a text needs one
        said.annotations, said.logprobs = [], []
    return said


def answered_calls(output: list[Json]) -> set[int]:
    """Return where calls of functions stand that have their output behind them.

    So servers and agents answer that run the tools: the client must not run them again.
    """
    found: set[int] = set()
    waiting: dict[Json, list[int]] = {}
    for at, item in enumerate(output):
        kind = item.get("type") if isinstance(item, dict) else None
        call_id = item.get("call_id") if isinstance(kind, str) else None
        if not isinstance(call_id, str):
            continue
        if kind in CALLS:
            waiting.setdefault(call_id, []).append(at)
        elif kind in OUTPUTS and waiting.get(call_id):
            found.add(waiting[call_id].pop())
    return found


def final_message(output: list[Json]) -> int | None:
    """Return where the message stands whose text is that of the answer, None where none is."""
    last = None
    for at, item in enumerate(output):
        if isinstance(item, dict) and item.get("type") == "message" and speaks(item):
            if item.get("phase") == FINAL:
                return at
            last = at
    return last


def speaks(item: Object) -> bool:
    """Tell whether a message says anything that Chat has a place for."""
    return any(part[PARTS[part["type"]]] for part in texts(item))


def texts(item: Object) -> Iterator[Object]:
    """Yield the texts and refusals of a message."""
    content = item.get("content")
    if isinstance(content, str):  # as stored requests have it
        content = [{"type": "output_text", "text": content}]
    for part in content if isinstance(content, list) else ():
        kind = part.get("type") if isinstance(part, dict) else None
        name = PARTS.get(kind) if isinstance(kind, str) else None
        if name is not None and isinstance(part.get(name), str):
            yield part


def thoughts(items: list[Json], options: Options) -> list[Thought]:
    """Return what reasoning items say, and messages of which the text is not that of the answer."""
    said = AnswerContent()
    for item in items:
        if item.get("type") == "reasoning":
            _read_reasoning(item, said, options)
        elif options.commentary == "reasoning":
            _read_commentary(item, said, options)
    return said.thoughts


def _read_message(item: Object, said: AnswerContent) -> None:
    for part in texts(item):
        if part["type"] == "refusal":
            said.refusal += part["refusal"]
        else:
            said.annotations += citations(part.get("annotations"), len(said.text))
            said.logprobs += _list(part.get("logprobs"))
            said.text += part["text"]
    said.ended = said.ended and item.get("status") != CUT


def _read_commentary(item: Object, said: AnswerContent, options: Options) -> None:
    text = "".join(part["text"] for part in texts(item) if part["type"] == "output_text")
    if text and options.reasoning in reasoning.WRITERS:
        said.thoughts.append(Thought(text))
        said.cut = False


def citations(annotations: Json, shift: int) -> list[Json]:
    """Nest web citations as Chat has them, shifted by the parts that come before theirs."""
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


def _read_reasoning(item: Object, said: AnswerContent, options: Options) -> None:
    thought = reasoning.from_responses(item, options.reasoning)
    if thought.text or thought.sealed:
        said.thoughts.append(thought)
    if thought.text:
        said.cut = item.get("status") == reasoning.CUT


CALLS = declared_calls.READERS


def _is_done(item: Object, done: set[Json]) -> bool:
    """Tell whether a hosted call has its output among the items."""
    return hosted_calls.name_of(item) in done


def _read_call(
    item: Object,
    number: int,
    ids: declared_calls.CallIds,
    said: AnswerContent,
    options: Options,
    request: RequestContext,
) -> None:
    cut = item.get("status") == CUT
    chosen = declared_calls.of_cut_calls(options) if cut else options
    try:
        said.calls.append(declared_calls.entry_of(item, number, ids, chosen, request))
    except ConversionError:
        return  # no call that anybody could run
    said.ended = said.ended and not cut


def _read_hosted(item: Object, said: AnswerContent, options: Options) -> None:
    """Read a call of a tool that Chat does not have, and that waits for the client."""
    call = hosted_calls.marked(item) if options.hosted_calls == "function" else None
    if call is not None:
        said.calls.append(tool_calls.function_from_responses(call, "", options))
