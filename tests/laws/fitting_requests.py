"""Requests of agents, as servers take them: histories, tools and choices that belong together.

What the schemas of the request profile allow is drawn member by member, so most of it is refused:
an output without its call, a choice that names no tool. Here the calls are those of declared tools,
most have their outputs, and the choice names what there is.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol._testing.schema_strategies import from_schema

Payload = dict[str, Any]

MODELS = ("gpt-4.1", "gpt-4o-search-preview", "gpt-5", "gpt-5.4", "gpt-5.6", "o4-mini", "llama-3")
WORDS = ("Hello", "What is 2 + 2?", "two\nlines", "[media 1 of 1: in the user message]", "0")
NAMES = ("find", "get_weather", "crm__find", "apply_patch", "a" * 64, "b" * 60)
NAMESPACES = ("crm", "files", "n" * 64)
IMAGE = "data:image/png;base64,iVBORw0KGgo="
PDF = "data:application/pdf;base64,JVBERi0="
NOTHING: Payload = {"type": "object", "properties": {}}
WITH_QUERY: Payload = {**NOTHING, "properties": {"q": {"type": "string"}}, "required": ["q"]}
CLOSED = {"additionalProperties": False}
SCHEMAS: tuple[Payload, ...] = (
    NOTHING,
    WITH_QUERY,
    {**WITH_QUERY, **CLOSED},
    {**NOTHING, **CLOSED},
)
FORMATS: tuple[Payload, ...] = (
    {"type": "text"},
    {"type": "grammar", "syntax": "lark", "definition": 'start: "a"'},
    {"type": "grammar", "syntax": "regex", "definition": "a+"},
)
HISTORIES = {"responses": "input", "chat_completions": "messages"}
EXCLUDED = {"messages", "input", "tools", "tool_choice", "functions", "function_call"}


def add_some(draw: st.DrawFn, payload: Payload, **members: Any) -> Payload:
    """Add some of the members; values may be strategies."""
    for name, values in members.items():
        if draw(st.booleans()):
            payload[name] = draw(values) if isinstance(values, st.SearchStrategy) else values
    return payload


def pick_one(draw: st.DrawFn, *values: Any) -> Any:
    return draw(st.sampled_from(values))


@st.composite
def fitting_requests(draw: st.DrawFn, dialect: str) -> Payload:
    """Return requests that a server may well take, of one of the two APIs."""
    writer = WRITERS[dialect](draw)
    request: Payload = {"model": pick_one(draw, *MODELS), HISTORIES[dialect]: writer.history()}
    if writer.tools:
        request["tools"] = writer.tools
        if draw(st.booleans()):
            request["tool_choice"] = writer.choice()
    request = add_some(draw, request, **PARAMETERS[dialect])
    drawn_request = draw(from_schema(dialect, "Request", "request"))
    names = sorted(drawn_request.keys() - request.keys() - EXCLUDED)
    if names:
        for name in draw(st.lists(st.sampled_from(names), max_size=2)):
            request[name] = drawn_request[name]
    return request


class Writer:
    """What both dialects have: tools by kind and name, and turns in which they are called."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0
        self.callable: list[tuple[str, str | None, str]] = []  # kind, namespace, name
        self.tools: list[Payload] = []
        for _ in range(pick_one(draw, 0, 1, 2, 3)):
            self.declare()

    def pick(self, *values: Any) -> Any:
        return pick_one(self.draw, *values)

    def may(self, payload: Payload, **members: Any) -> Payload:
        return add_some(self.draw, payload, **members)

    def history(self) -> list[Payload]:
        turns = [turn for _ in range(self.pick(1, 1, 2, 3)) for turn in self.turn()]
        return [*self.prompts(), *turns] if self.pick(True, True, True, False) else turns

    def turn(self) -> list[Payload]:
        kinds = [self.prompts, self.answer, self.calls, self.calls, self.anything]
        return list(self.pick(*kinds)())

    def fresh(self, prefix: str) -> str:
        self.count += 1
        long = "x" * 60 if prefix == "call" and self.pick(*range(12)) == 11 else ""
        return f"{prefix}_{self.count}{long}"

    def called(self) -> list[tuple[str, str | None, str, str]]:
        count = self.pick(1, 1, 2, 3)
        tools = self.callable or [("function", None, "gone")]
        return [(*self.pick(*tools), self.fresh("call")) for _ in range(count)]

    def arguments(self) -> str:
        return str(self.pick("{}", '{"q": "x"}', '{"q":"x"}', "", '{"cut'))

    def function(self, name: str) -> Payload:
        members = self.may(
            {"name": name}, description="Finds.", strict=st.sampled_from([True, False])
        )
        schemas = SCHEMAS[2:] if members.get("strict") else SCHEMAS
        return self.may(members, parameters=st.sampled_from(schemas))

    def declare(self) -> None:
        raise AssertionError("each dialect declares its own tools")

    def choice(self) -> Any:
        raise AssertionError("each dialect has its own choices")

    def prompts(self) -> list[Payload]:
        raise AssertionError("each dialect has its own messages")

    answer = calls = anything = prompts


class ResponsesWriter(Writer):
    """Requests of Responses."""

    def declare(self) -> None:
        kind = self.pick("function", "function", "custom", "namespace", "hosted", "any")
        if kind == "namespace":
            name = self.pick(*NAMESPACES)
            inner = [self.named(name) for _ in range(self.pick(1, 2))]
            self.tools.append(
                {"type": kind, "name": name, "description": "Some tools.", "tools": inner}
            )
        elif kind == "hosted":
            self.tools.append(dict(self.pick(*HOSTED)))
        elif kind == "any":
            self.tools.append(self.draw(from_schema("responses", "Tool", "request")))
        else:
            self.tools.append(self.named(None))

    def named(self, namespace: str | None) -> Payload:
        kind = self.pick("function", "function", "custom")
        name = self.pick(*NAMES, "c" * 120)
        self.callable.append((kind, namespace, name))
        if kind == "custom":
            return self.may({"type": kind, "name": name}, format=st.sampled_from(FORMATS))
        return {"type": kind, "parameters": SCHEMAS[-1], "strict": False, **self.function(name)}

    def choice(self) -> Any:
        choices = [
            {"type": kind, "name": name, **({"namespace": space} if space else {})}
            for kind, space, name in self.callable
        ]
        hosted = [
            {"type": tool["type"]}
            for tool in self.tools
            if tool["type"] not in ("function", "custom", "namespace")
        ]
        all_choices = [*choices, *hosted]
        words = ["auto", "none", "required"]
        if not all_choices:
            return self.pick(*words)
        some_choices = self.draw(st.lists(st.sampled_from(all_choices), min_size=1, max_size=3))
        allowed_tools = {
            "type": "allowed_tools",
            "mode": self.pick("auto", "required"),
            "tools": some_choices,
        }
        return self.pick(*words, allowed_tools, allowed_tools, *all_choices)

    def part(self) -> Payload:
        return dict(
            self.pick(
                {"type": "input_text", "text": self.pick(*WORDS)},
                {
                    "type": "input_image",
                    "image_url": IMAGE,
                    "detail": self.pick("auto", "original"),
                },
                {"type": "input_image", "file_id": "file-1", "detail": "low"},
                {"type": "input_file", "file_id": "file-2"},
                {"type": "input_file", "file_data": PDF, "filename": "a.pdf"},
                {"type": "input_file", "file_url": "https://example.com/a.pdf"},
            )
        )

    def parts(self) -> Any:
        if self.pick(True, True, False):
            return self.pick(*WORDS, "")
        return [self.part() for _ in range(self.pick(1, 2, 3))]

    def prompts(self) -> list[Payload]:
        role = self.pick("user", "user", "system", "developer")
        content = self.parts() if role == "user" else self.pick(*WORDS)
        return [self.may({"role": role, "content": content}, type="message")]

    def answer(self) -> list[Payload]:
        text = {"type": "output_text", "text": self.pick(*WORDS), "annotations": []}
        refusal = {"type": "refusal", "refusal": "No."}
        message: Payload = {
            "type": "message",
            "role": "assistant",
            "id": self.fresh("msg"),
            "status": self.pick("completed", "incomplete"),
            "content": self.pick([text], [refusal], [text, refusal], [text, text], []),
        }
        message = self.may(message, phase=st.sampled_from(["commentary", "final_answer"]))
        simple_message = {"role": "assistant", "content": self.pick(*WORDS)}
        return [*self.thought(), *self.pick([message], [simple_message], [message, simple_message])]

    def thought(self) -> list[Payload]:
        reasoning: Payload = {
            "type": "reasoning",
            "id": self.fresh("rs"),
            "summary": self.pick([], [{"type": "summary_text", "text": "because"}]),
        }
        reasoning = self.may(
            reasoning,
            encrypted_content="gAAAAABo",
            content=[{"type": "reasoning_text", "text": "so"}],
        )
        return [reasoning] if self.pick(True, False) else []

    def calls(self) -> list[Payload]:
        calls: list[Payload] = []
        outputs: list[Payload] = []
        for kind, namespace, name, call_id in self.called():
            call: Payload = {"type": f"{kind}_call", "call_id": call_id, "name": name}
            if kind == "custom":
                call["type"] = "custom_tool_call"
                call["input"] = self.pick(*WORDS, "")
            else:
                call["arguments"] = self.arguments()
            if namespace:
                call["namespace"] = namespace
            calls.append(self.may(call, status="completed"))
            outputs.append(
                {"type": f"{call['type']}_output", "call_id": call_id, "output": self.parts()}
            )
        between = self.pick([], [], self.answer(), self.prompts())
        items = [*self.thought(), *calls, *outputs, *between]
        if self.pick(True, False):
            pairs = zip(calls, outputs, strict=True)
            items = [*self.thought(), *(item for pair in pairs for item in pair), *between]
        if self.pick(*range(10)) == 9:
            items.remove(outputs[-1])
        return items

    def anything(self) -> list[Payload]:
        return [self.draw(from_schema("responses", "Item", "request"))]


HOSTED: tuple[Payload, ...] = (
    {"type": "web_search"},
    {"type": "web_search_preview", "search_context_size": "low"},
    {"type": "file_search", "vector_store_ids": ["vs_1"]},
    {"type": "code_interpreter", "container": {"type": "auto"}},
    {"type": "shell"},
    {"type": "apply_patch"},
    {"type": "mcp", "server_label": "m", "server_url": "https://example.com"},
    {
        "type": "tool_search",
        "execution": "client",
        "description": "Finds tools.",
        "parameters": {"type": "object", "properties": {}},
    },
)


class ChatWriter(Writer):
    """Requests of Chat Completions."""

    def declare(self) -> None:
        kind = self.pick("function", "function", "custom", "any")
        if kind == "any":
            self.tools.append(self.draw(from_schema("chat_completions", "Tool", "request")))
            return
        name = self.pick(*NAMES)
        self.callable.append((kind, None, name))
        if kind == "custom":
            grammar = self.pick(
                {"type": "text"},
                {"type": "grammar", "grammar": {"syntax": "lark", "definition": 'start: "a"'}},
            )
            self.tools.append({"type": kind, kind: self.may({"name": name}, format=grammar)})
        else:
            self.tools.append({"type": kind, kind: self.function(name)})

    def choice(self) -> Any:
        choices = [{"type": kind, kind: {"name": name}} for kind, _, name in self.callable]
        words = ("auto", "none", "required")
        if not choices:
            return self.pick(*words)
        some_choices = self.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=3))
        allowed_tools = {"mode": self.pick("auto", "required"), "tools": some_choices}
        return self.pick(
            *words, *choices, {"type": "allowed_tools", "allowed_tools": allowed_tools}
        )

    def part(self) -> Payload:
        return dict(
            self.pick(
                {"type": "text", "text": self.pick(*WORDS)},
                {"type": "image_url", "image_url": self.may({"url": IMAGE}, detail="original")},
                {"type": "file", "file": {"file_id": "file-1"}},
                {"type": "file", "file": {"file_data": PDF, "filename": "a.pdf"}},
                {"type": "file", "file": {"file_data": PDF}},
                {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
            )
        )

    def parts(self) -> Any:
        if self.pick(True, True, False):
            return self.pick(*WORDS, "")
        return [self.part() for _ in range(self.pick(1, 2, 3))]

    def texts(self) -> Any:
        return self.pick(*WORDS, "", [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])

    def prompts(self) -> list[Payload]:
        role = self.pick("user", "user", "system", "developer")
        content = self.parts() if role == "user" else self.texts()
        return [self.may({"role": role, "content": content}, name="mira")]

    def answer(self) -> list[Payload]:
        return [self.said({"role": "assistant", "content": self.texts()})]

    def said(self, message: Payload) -> Payload:
        if self.pick(True, False):
            return message
        return self.may(
            message,
            refusal=st.sampled_from([None, "", "No."]),
            reasoning_content=st.sampled_from([None, "", "because"]),
            reasoning="because",
            name="planner",
            audio=st.sampled_from([None, {"id": "audio_1"}]),
        )

    def calls(self) -> list[Payload]:
        calls: list[Payload] = []
        outputs: list[Payload] = []
        for kind, _, name, call_id in self.called():
            input_member = {"arguments": self.arguments()}
            if kind == "custom":
                input_member = {"input": self.pick(*WORDS, "")}
            calls.append({"id": call_id, "type": kind, kind: {"name": name, **input_member}})
            content = self.parts() if self.pick(*range(4)) == 3 else self.texts()
            outputs.append({"role": "tool", "tool_call_id": call_id, "content": content})
        caller: Payload = {"role": "assistant", "tool_calls": calls}
        caller = self.may(caller, content=st.sampled_from([None, "", *WORDS]))
        if self.pick(*range(10)) == 9:
            outputs.pop()
        return [self.said(caller), *outputs, *self.pick([], [], self.answer(), self.prompts())]

    def anything(self) -> list[Payload]:
        return [self.draw(from_schema("chat_completions", "Message", "request"))]


WRITERS = {"responses": ResponsesWriter, "chat_completions": ChatWriter}

KEYS = st.sampled_from([*["k"] * 8, "k" * 64, "k" * 65])
SHARED = {
    "metadata": {"topic": "json"},
    "parallel_tool_calls": st.booleans(),
    "store": st.booleans(),
    "safety_identifier": KEYS,
    "prompt_cache_key": KEYS,
    "temperature": st.sampled_from([0, 1, 2]),
    "user": KEYS,
}
SHAPE = {"name": "s", "schema": SCHEMAS[2], "strict": True}
EFFORTS = st.sampled_from(["none", "minimal", "low", "high", "xhigh", "max"])
PARAMETERS: dict[str, Payload] = {
    "responses": {
        **SHARED,
        "max_output_tokens": st.sampled_from([16, 1000]),
        "reasoning": st.fixed_dictionaries(
            {}, optional={"effort": EFFORTS, "summary": st.just("auto")}
        ),
        "text": st.fixed_dictionaries(
            {},
            optional={
                "format": st.sampled_from(
                    [{"type": "text"}, {"type": "json_object"}, {"type": "json_schema", **SHAPE}]
                ),
                "verbosity": st.just("low"),
            },
        ),
        "instructions": "Be brief.",
        "top_logprobs": st.integers(0, 20),
    },
    "chat_completions": {
        **SHARED,
        "max_tokens": st.sampled_from([1, 15, 16]),
        "max_completion_tokens": st.sampled_from([1, 1000]),
        "reasoning_effort": EFFORTS,
        "response_format": st.sampled_from(
            [
                {"type": "text"},
                {"type": "json_object"},
                {"type": "json_schema", "json_schema": SHAPE},
            ]
        ),
        "n": st.sampled_from([1, 2]),
        "logprobs": st.just(True),
        "stop": st.sampled_from(["a", ["a", "b"], []]),
        "stream": st.booleans(),
    },
}
