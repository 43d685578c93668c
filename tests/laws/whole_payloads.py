"""Strategies for whole requests and answers, with histories, tools and choices that fit together.

The schemas say what a body may be; here some of its members are drawn as agents have them: turns
with calls and their outputs instead of single messages that have nothing to do with each other.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from responses_protocol import schemas
from responses_protocol._testing.json_values import small_values, texts
from responses_protocol._testing.schema_strategies import union
from responses_protocol.testing import histories, tool_choices, tools

Payload = dict[str, Any]
Strategy = st.SearchStrategy[Any]


def make_nullable(values: Strategy) -> Strategy:
    return values | st.none()


NUMBERS = st.sampled_from([0, 1, 5, 0.0, 1.0, 0.5, 2**64])
FLAGS = make_nullable(st.booleans())
WORDS = make_nullable(texts() | st.sampled_from(["auto", "low", "max", "flex", "on_demand"]))
NOTES = make_nullable(st.dictionaries(texts(), texts(), max_size=2))
SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "name": WORDS,
        "description": WORDS,
        "schema": make_nullable(st.just({"type": "object"})),
        "strict": FLAGS,
        "x_extra": small_values(),
    },
)
FORMATS = st.sampled_from(["text", "json_object", "json_schema", "grammar"]).flatmap(
    lambda kind: SCHEMAS.map(lambda shape: {**shape, "type": kind})
)
INCLUDES = ["message.output_text.logprobs", "reasoning.encrypted_content", "x.y"]
SHARED = {
    "model": WORDS,
    "metadata": NOTES,
    "parallel_tool_calls": FLAGS,
    "prompt_cache_key": WORDS,
    "safety_identifier": WORDS,
    "service_tier": WORDS,
    "store": FLAGS,
    "stream": FLAGS,
    "stream_options": make_nullable(
        st.fixed_dictionaries({}, optional={"include_obfuscation": FLAGS, "include_usage": FLAGS})
    ),
    "temperature": make_nullable(NUMBERS),
    "top_logprobs": make_nullable(NUMBERS),
    "top_p": make_nullable(NUMBERS),
    "user": WORDS,
    "x_extra": small_values(),
}
PARAMETERS: dict[str, Strategy] = {
    **SHARED,
    "background": FLAGS,
    "conversation": make_nullable(texts() | st.just({"id": "conv_1"})),
    "include": make_nullable(st.lists(st.sampled_from(INCLUDES), max_size=3)),
    "instructions": make_nullable(texts() | st.just([{"role": "system", "content": "x"}])),
    "max_output_tokens": make_nullable(NUMBERS),
    "previous_response_id": WORDS,
    "reasoning": make_nullable(
        st.fixed_dictionaries({}, optional={"effort": WORDS, "summary": WORDS, "x": NUMBERS})
    ),
    "text": make_nullable(
        st.fixed_dictionaries({}, optional={"format": make_nullable(FORMATS), "verbosity": WORDS})
    ),
    "truncation": WORDS,
}
ECHO: dict[str, Strategy] = {
    "parallel_tool_calls": make_nullable(st.booleans() | st.just(1)),
    "temperature": make_nullable(NUMBERS),
    "tool_choice": make_nullable(texts() | st.just("auto")),
    "tools": make_nullable(tools("responses")),
    "top_p": make_nullable(NUMBERS),
}
TOKENS = st.sampled_from([0, 1, 0.0, None, False, 7])
USAGE = st.fixed_dictionaries(
    {},
    optional={
        "input_tokens": TOKENS,
        "output_tokens": TOKENS,
        "total_tokens": TOKENS,
        "input_tokens_details": make_nullable(
            st.dictionaries(st.sampled_from(["cached_tokens", "cache_write_tokens", "x"]), TOKENS)
        ),
        "output_tokens_details": make_nullable(
            st.dictionaries(st.sampled_from(["reasoning_tokens", "x"]), TOKENS)
        ),
    },
)
STATUSES = [*("completed", "incomplete", "failed", "cancelled", "queued", "in_progress"), None, "x"]
ANSWER: dict[str, Strategy] = {
    **{name: SHARED[name] for name in ("model", "metadata", "service_tier", "store", "user")},
    **ECHO,
    "created_at": make_nullable(NUMBERS),
    "error": make_nullable(st.just({"code": "server_error", "message": "x"})),
    "id": make_nullable(st.sampled_from(["resp_1", "chatcmpl-1", "", "1", "resp_chatcmpl-1"])),
    "incomplete_details": make_nullable(
        st.sampled_from([{"reason": "max_output_tokens"}, {"reason": "x"}, {}, {"reason": None}])
    ),
    "object": make_nullable(st.just("response")),
    "output": make_nullable(histories("responses", max_turns=3)),
    "status": st.sampled_from(STATUSES),
    "usage": make_nullable(USAGE),
    "x_extra": small_values(),
}
HISTORIES = {"responses": "input", "chat_completions": "messages"}
OWN_MEMBERS = {("responses", "Request"): PARAMETERS, ("responses", "Response"): ANSWER}

# Made once, as `_bodies` are: a strategy made for each example costs more than it draws.
TURNS = {dialect: histories(dialect, max_turns=3) for dialect in HISTORIES}
PARTS = {
    dialect: (
        (name, TURNS[dialect]),
        ("tools", tools(dialect)),
        ("tool_choice", tool_choices(dialect)),
    )
    for dialect, name in HISTORIES.items()
}


@cache
def draw_bodies(dialect: str, definition: str) -> Strategy:
    """Return bodies with our own members, and, where the schemas know them, what they allow."""
    own_members = OWN_MEMBERS.get((dialect, definition))
    strategy: Strategy = (
        st.fixed_dictionaries({}, optional=own_members) if own_members else st.nothing()
    )
    try:
        schemas.ref(dialect, definition)
    except KeyError:
        return strategy
    return strategy | union(dialect, definition)


@st.composite
def requests(draw: st.DrawFn, dialect: str) -> Payload:
    """Return whole requests: any body of the schemas, mostly with a history that goes on."""
    request = dict(draw(draw_bodies(dialect, "Request")))
    for name, values in PARTS[dialect]:
        if draw(st.booleans()):
            request[name] = draw(values)
    return request


@st.composite
def responses(draw: st.DrawFn, dialect: str) -> Payload:
    """Return whole answers: any body of the schemas, and some that say what agents say."""
    answer = dict(draw(draw_bodies(dialect, "Response")))
    if dialect == "responses" and draw(st.booleans()):
        answer["output"] = draw(TURNS[dialect])
    elif dialect == "chat_completions" and answer["choices"] and draw(st.booleans()):
        turns = draw(TURNS[dialect])
        messages = [one for one in turns if one.get("role") == "assistant"]
        answer["choices"] = [
            {**choice, "message": message}
            for choice, message in zip(answer["choices"], messages, strict=False)
        ] + answer["choices"][len(messages) :]
    return answer
