"""Strategies for the deltas of Chat servers: runs of deltas that form one text or call."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol._testing.turns import Payload, arguments, names, record, words

__all__ = ["STRANDS"]

Strand = st.SearchStrategy[list[Payload]]
_TAGGED = (
    "<think>why</think>yes",
    "<think>because",
    "<think></think>so",
    "<think>",
    "<thin",
    "a <think>b</think>",
    "<think>a</think><think>b</think>",
)


@st.composite
def _pieces(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[str]:
    """Return a text in pieces; some are empty."""
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


_TEXTS = words() | words() | st.sampled_from(_TAGGED)
_LOGPROB = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}
_CITATION = {
    "type": "url_citation",
    "url_citation": {
        "url": "https://example.com",
        "title": "Example",
        "start_index": 0,
        "end_index": 2,
    },
}


def _split_member(name: str, texts: st.SearchStrategy[str]) -> Strand:
    return _pieces(texts).map(lambda pieces: [{name: piece} for piece in pieces])


def _with_logprobs(deltas: list[Payload], late: bool) -> list[Payload]:
    """Give log probabilities to each delta, or all of them to a later one."""
    if late:
        return [*deltas, {"\0logprobs": {"content": [_LOGPROB] * len(deltas), "refusal": None}}]
    return [{**delta, "\0logprobs": {"content": [_LOGPROB]}} for delta in deltas]


_CONTENT = _split_member("content", _TEXTS)
_CONTENT_WITH_LOGPROBS = st.builds(_with_logprobs, _split_member("content", words()), st.booleans())
_ANNOTATIONS = st.lists(
    st.lists(record(_CITATION) | st.just({"type": "other"}), max_size=2).map(
        lambda annotations: {"annotations": annotations}
    ),
    min_size=1,
    max_size=2,
)

# --- content parts, and reasoning ---

_INNER = record({"type": "text"}, {"text": words()}) | st.just(
    {"type": "reference", "reference_ids": [1]}
)
_PARTS: st.SearchStrategy[Payload] = st.one_of(
    record({"type": "text"}, {"text": _TEXTS}),
    record({"type": "thinking"}, {"thinking": st.lists(_INNER, max_size=2)}),
    record({"type": "thinking"}, {"thinking": words()}, {"closed": st.booleans()}),
    st.just({"type": "reference", "reference_ids": [1, 2]}),
    st.just({"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}),
)
_CONTENT_PARTS = st.lists(
    st.lists(_PARTS, max_size=2).map(lambda parts: {"content": parts})
    | words().map(lambda text: {"content": text}),
    min_size=1,
    max_size=4,
)
_DETAILS = st.one_of(
    record(
        {"type": "reasoning.text"},
        {"text": words() | st.none(), "index": st.integers(0, 1)},
        {"signature": st.just("c2ln"), "format": st.just("anthropic-claude-v1")},
    ),
    record({"type": "reasoning.summary"}, {"summary": words()}, {"index": st.just(0)}),
    record(
        {"type": "reasoning.encrypted"},
        {"data": st.just("ZGF0YQ==")},
        {"format": st.just("openai-responses-v1"), "index": st.integers(0, 1)},
    ),
)
_REASONING_DETAILS = st.lists(
    st.lists(_DETAILS, max_size=2).map(lambda details: {"reasoning_details": details}),
    min_size=1,
    max_size=4,
)

# --- calls ---


@st.composite
def _call(draw: st.DrawFn, index: int) -> list[Payload]:
    """Return the fragments of one call."""
    kind = draw(st.sampled_from(["function"] * 5 + ["custom"]))
    text = "input" if kind == "custom" else "arguments"
    name = draw(names())
    wrapped = '{"custom_tool_input": "look here"}'
    pieces = draw(_pieces(arguments() | st.just(wrapped)))
    fragment: Payload = {"index": index, "id": f"call_{index}", "type": kind}
    form = draw(st.sampled_from(_FRAGMENTS))
    if form == "whole":
        return [{**fragment, kind: {"name": name, text: "".join(pieces)}}]
    fragments = [{**fragment, kind: {"name": name, text: ""}}]
    fragments += [{"index": index, kind: {text: piece}} for piece in pieces]
    if form == "name split":
        fragments[0][kind] = {"name": name[:2]}
        fragments.insert(1, {"index": index, kind: {"name": name[2:]}})
    if form == "repeated":
        fragments = [{**fragment, **piece} for piece in fragments]
        for piece in fragments:
            piece[kind] = {"name": name, **piece[kind]}
    if form == "late id":
        del fragments[0]["id"]
        fragments[-1]["id"] = f"call_{index}"
    if form == "null":
        fragments[0][kind][text] = None
        fragments[0] |= {"type": None}
    return fragments


_FRAGMENTS = ("crumbs", "crumbs", "whole", "name split", "repeated", "late id", "null")


@st.composite
def _calls(draw: st.DrawFn) -> list[Payload]:
    """Return the deltas of some calls, one after another, interleaved, or together."""
    calls = [draw(_call(index)) for index in range(draw(st.integers(1, 3)))]
    without = draw(st.sampled_from([(), (), (), ("index",), ("id",), ("index", "id"), ("type",)]))
    for fragments in calls:
        for fragment in fragments:
            for name in without:
                fragment.pop(name, None)
    alike = draw(st.sampled_from([(), (), (), ("index",), ("id",), ("index", "id"), ("moved",)]))
    for fragments in calls:
        for fragment in fragments:
            _number_alike(fragment, alike, fragment is fragments[0])
    together = draw(st.integers(0, 3))
    if together == 3:
        return [{"tool_calls": [fragment for fragments in calls for fragment in fragments]}]
    if together == 2 and not without:
        longest = max(map(len, calls))
        rounds = [
            [fragments[index] for fragments in calls if index < len(fragments)]
            for index in range(longest)
        ]
        return [{"tool_calls": fragments} for fragments in rounds]
    return [{"tool_calls": [fragment]} for fragments in calls for fragment in fragments]


def _number_alike(fragment: Payload, alike: tuple[str, ...], is_first: bool) -> None:
    """Number a fragment as some servers do: all calls alike, or arguments with another index."""
    if "index" in alike and "index" in fragment:
        fragment["index"] = 0
    if "id" in alike and "id" in fragment:
        fragment["id"] = "call_0"
    if "moved" in alike and "index" in fragment and not is_first and "id" not in fragment:
        fragment["index"] += 7


@st.composite
def _legacy(draw: st.DrawFn) -> list[Payload]:
    pieces = draw(_pieces(arguments()))
    first: Payload = {"name": draw(names() | st.none()), "arguments": ""}
    later = [{"arguments": piece} for piece in pieces]
    return [{"function_call": fragment} for fragment in (first, *later)]


_OTHER: st.SearchStrategy[Any] = st.sampled_from(
    [
        [{"content": None, "channel": "analysis"}],
        [{"audio": {"id": "audio_1", "data": "UklG"}}, {"audio": {"data": "Rg==", "expires": 1}}],
        [{"reasoning": {"effort": "low"}}],
        [{}],
        [{"executed_tools": [{"type": "search", "index": 0}]}],
    ]
)

STRANDS: tuple[Strand, ...] = (
    *(
        _CONTENT,
        _CONTENT,
        _CONTENT,
        _CONTENT_WITH_LOGPROBS,
        _ANNOTATIONS,
        _CONTENT_PARTS,
        _REASONING_DETAILS,
        _OTHER,
        _legacy(),
    ),
    *(_calls(), _calls(), _calls(), _split_member("refusal", words())),
    *(_split_member("reasoning_content", words()), _split_member("reasoning", words())),
)
"""The kinds of runs, the usual ones more than once."""
