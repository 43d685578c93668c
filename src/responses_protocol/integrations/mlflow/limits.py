"""What MLflow takes of an answer, where it takes less than the Responses API (3.17).

Nothing is taken away here without a word: what MLflow's classes would refuse is said as they want
it, and what they do not know at all is left for them to refuse.
"""

from __future__ import annotations

from responses_protocol.values import Json, copied

Object = dict[str, Json]
COUNTS = ("input_tokens", "output_tokens", "total_tokens")
DETAILS = {
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens_details": {"reasoning_tokens": 0},
}


def event(made: Object) -> Object:
    """Return an event whose citations have a title, which MLflow asks for."""
    if "annotation" in made:
        return {**made, "annotation": _titled(made["annotation"])}
    return {**made, "item": item(made["item"])} if "item" in made else made


def item(made: Object) -> Object:
    """Return an item whose citations have a title."""
    content = made.get("content")
    if made.get("type") != "message" or not isinstance(content, list):
        return made
    return {**made, "content": [_part(part) for part in content]}


def _part(part: Json) -> Json:
    listed = part.get("annotations") if isinstance(part, dict) else None
    if not isinstance(listed, list) or not listed:
        return part
    return {**part, "annotations": [_titled(one) for one in listed]}


def _titled(annotation: Json) -> Json:
    if isinstance(annotation, dict) and annotation.get("type") == "url_citation":
        return {**annotation, "title": annotation.get("title") or ""}
    return annotation


def usage(made: Json) -> Object | None:
    """Return usage with all the counts that MLflow asks for, None where they are not known."""
    if not isinstance(made, dict) or not all(type(made.get(one)) is int for one in COUNTS[:2]):
        return None
    total = made.get("total_tokens")
    found: Object = {
        **copied(made),
        "total_tokens": total if type(total) is int else made[COUNTS[0]] + made[COUNTS[1]],
    }
    for name, defaults in DETAILS.items():
        given = made.get(name)
        counts = {key: one for key, one in (given or {}).items() if type(one) is int}
        found[name] = {**defaults, **counts}
    return found
