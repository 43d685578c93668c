"""Create the events that an agent streams from their parameters; ``agents.items`` creates items."""

from __future__ import annotations

from responses_protocol._values import Object


def create_text_delta(delta: str, item_id: str) -> Object:
    """Return the next piece of the text of a message; its item follows with the same id."""
    return {"type": "response.output_text.delta", "item_id": item_id, "delta": delta}


def create_refusal_delta(delta: str, item_id: str) -> Object:
    """Return the next piece of a refusal in a message; its item follows with the same id."""
    return {"type": "response.refusal.delta", "item_id": item_id, "delta": delta}


def create_annotation_added(
    item_id: str, annotation: Object, annotation_index: int | None = 0
) -> Object:
    """Return the event for a citation of the current text."""
    return {
        "type": "response.output_text.annotation.added",
        "item_id": item_id,
        "annotation_index": annotation_index,
        "annotation": annotation,
    }


def create_reasoning_delta(delta: str, item_id: str) -> Object:
    """Return the next piece of the only part of a summary of reasoning."""
    return {
        "type": "response.reasoning_summary_text.delta",
        "item_id": item_id,
        "summary_index": 0,
        "delta": delta,
    }


def item_done(item: Object) -> Object:
    """Return the event of a whole item; MLflow makes the answer only of these events."""
    return {"type": "response.output_item.done", "item": item}
