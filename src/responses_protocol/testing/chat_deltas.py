"""What Chat servers put into deltas: strategies for runs of them that say one thing together."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol.testing.turns import Payload, arguments, names, record, words

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
def _crumbs(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[str]:
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


def _each(name: str, texts: st.SearchStrategy[str]) -> Strand:
    return _crumbs(texts).map(lambda pieces: [{name: piece} for piece in pieces])


def _with_logprobs(deltas: list[Payload], late: bool) -> list[Payload]:
    """Give log probabilities to each delta, or all of them to one that comes later."""
    if late:
        return [*deltas, {"\0logprobs": {"content": [_LOGPROB] * len(deltas), "refusal": None}}]
    return [{**one, "\0logprobs": {"content": [_LOGPROB]}} for one in deltas]


_SAID = _each("content", _TEXTS)
_LOGGED = st.builds(_with_logprobs, _each("content", words()), st.booleans())
_CITED = st.lists(
    st.lists(record(_CITATION) | st.just({"type": "other"}), max_size=2).map(
        lambda found: {"annotations": found}
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
_IN_PARTS = st.lists(
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
_DETAILED = st.lists(
    st.lists(_DETAILS, max_size=2).map(lambda found: {"reasoning_details": found}),
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
    marked = '{"custom_tool_input": "look here"}'
    pieces = draw(_crumbs(arguments() | st.just(marked)))
    fragment: Payload = {"index": index, "id": f"call_{index}", "type": kind}
    manner = draw(st.sampled_from(_FRAGMENTS))
    if manner == "whole":
        return [{**fragment, kind: {"name": name, text: "".join(pieces)}}]
    fragments = [{**fragment, kind: {"name": name, text: ""}}]
    fragments += [{"index": index, kind: {text: piece}} for piece in pieces]
    if manner == "name split":
        fragments[0][kind] = {"name": name[:2]}
        fragments.insert(1, {"index": index, kind: {"name": name[2:]}})
    if manner == "repeated":
        fragments = [{**fragment, **one} for one in fragments]
        for one in fragments:
            one[kind] = {"name": name, **one[kind]}
    if manner == "late id":
        del fragments[0]["id"]
        fragments[-1]["id"] = f"call_{index}"
    if manner == "null":
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
        for one in fragments:
            for name in without:
                one.pop(name, None)
    alike = draw(st.sampled_from([(), (), (), ("index",), ("id",), ("index", "id"), ("moved",)]))
    for fragments in calls:
        for one in fragments:
            _number_alike(one, alike, one is fragments[0])
    together = draw(st.integers(0, 3))
    if together == 3:
        return [{"tool_calls": [one for fragments in calls for one in fragments]}]
    if together == 2 and not without:
        longest = max(map(len, calls))
        rounds = [[one[at] for one in calls if at < len(one)] for at in range(longest)]
        return [{"tool_calls": one} for one in rounds]
    return [{"tool_calls": [one]} for fragments in calls for one in fragments]


def _number_alike(fragment: Payload, alike: tuple[str, ...], is_first: bool) -> None:
    """Number a fragment as some servers do: all calls alike, or arguments under another number."""
    if "index" in alike and "index" in fragment:
        fragment["index"] = 0
    if "id" in alike and "id" in fragment:
        fragment["id"] = "call_0"
    if "moved" in alike and "index" in fragment and not is_first and "id" not in fragment:
        fragment["index"] += 7


@st.composite
def _legacy(draw: st.DrawFn) -> list[Payload]:
    pieces = draw(_crumbs(arguments()))
    first: Payload = {"name": draw(names() | st.none()), "arguments": ""}
    return [{"function_call": one} for one in (first, *({"arguments": one} for one in pieces))]


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
    *(_SAID, _SAID, _SAID, _LOGGED, _CITED, _IN_PARTS, _DETAILED, _OTHER, _legacy()),
    *(_calls(), _calls(), _calls(), _each("refusal", words())),
    *(_each("reasoning_content", words()), _each("reasoning", words())),
)
"""The kinds of runs, the usual ones more than once."""
