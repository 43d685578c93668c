"""Law 7 on every short answer that thinks, however it is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from effort import sample
from stream_laws import check_swap_of_chunks, check_swap_of_events
from thoughts import ANSWERS, FORMS, C, R

import responses_protocol as rp

Payload = dict[str, Any]
Cut = Callable[[str], list[str]]
CUTS: dict[str, Cut] = {"whole": lambda text: [text], "by the letter": list}


def chunks(answer: Payload, cut: Cut) -> Iterator[Payload]:
    (choice,) = answer["choices"]
    head = {"id": answer["id"], "object": "chat.completion.chunk", "created": 1, "model": "m"}
    message = choice["message"]
    content = message["content"]
    deltas: list[Payload] = [{"role": "assistant", "content": ""}]
    if isinstance(content, list):
        deltas += [{"content": [part]} for part in content]
    elif content is not None:
        deltas += [{"content": text} for text in cut(content)]
    for number, call in enumerate(message.get("tool_calls", ())):
        deltas.append({"tool_calls": [{"index": number, **call}]})
    for delta in deltas:
        yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    ended = {"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}
    yield {**head, "choices": [ended]}


def events(answer: Payload, cut: Cut | None) -> Iterator[Payload]:
    """Yield the events of an answer, with deltas where there is a cut."""
    answer = {**answer, "created_at": 1, "model": "m"}
    yield {"type": "response.created", "response": {**answer, "status": "in_progress"}}
    for index, item in enumerate(answer["output"]):
        begun = {**item, "status": "in_progress"}
        if "content" in item and cut is not None:
            (part,) = item["content"]
            begun["content"] = []
            place = {"output_index": index, "item_id": item["id"], "content_index": 0}
            kind = part["type"]
            yield {"type": "response.output_item.added", "output_index": index, "item": begun}
            for text in cut(part["text"]):
                yield {"type": f"response.{kind}.delta", **place, "delta": text}
        yield {"type": "response.output_item.done", "output_index": index, "item": item}
    yield {"type": f"response.{answer['status']}", "response": answer}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_chunks_of_every_short_answer(cut: Cut, form: Any) -> None:
    for answer in ANSWERS[C]:
        check_swap_of_chunks(list(chunks(answer, cut)), rp.Options(reasoning=form))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cut", [*CUTS.values(), None], ids=[*CUTS, "done"])
def test_events_of_every_short_answer(cut: Cut | None, form: Any) -> None:
    for answer in sample(ANSWERS[R], 3, FORMS.index(form)):
        check_swap_of_events(list(events(answer, cut)), rp.Options(reasoning=form), orderly=True)
