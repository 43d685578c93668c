"""RPM511, RPM512: LangChain's ChatOpenAI, with and without use_responses_api."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from call_scripts import PARIS, chunks_of, completion_of, serve_script
from fixing import assert_unchanged, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")
sys.path.append(str(Path(__file__).parents[1] / "integrations" / "mlflow"))

from local_openai import LocalOpenAI

CODES = ("RPM511", "RPM512")
BEFORE = """\
from langchain_core.output_parsers import JsonOutputParser, StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

PROMPT = ChatPromptTemplate.from_messages([("user", "{q}")])
"""
MODEL, MOVED = (
    f'ChatOpenAI(model="m", temperature=0{more})'
    for more in ("", ", use_responses_api=True, store=False")
)
CLASS = """\
class A:
    def __init__(self):
        self.m = {}

    async def ask(self, x):
        return (await self.m.ainvoke(x))"""
KNOWN = [
    ("print({}.invoke('x').content)", "print({}.invoke('x').text)"),
    (
        "m = {}\nr = m.invoke('x')\nprint(r.content.strip(), r.id)",
        "m = {}\nr = m.invoke('x')\nprint(r.text.strip(), r.id)",
    ),
    ("c = PROMPT | {} | StrOutputParser()\nprint(c.invoke({'q': 1}))", None),
    (
        "c = PROMPT | {}\nprint(c.invoke({'q': 1}).content)",
        "c = PROMPT | {}\nprint(c.invoke({'q': 1}).text)",
    ),
    ("p = JsonOutputParser()\nc = PROMPT | {} | p", None),
    ("s = {}.with_structured_output(Answer)\nuse(s)", None),
    (
        "t = {}.bind_tools([f])\nprint(t.invoke('x').tool_calls)",
        "t = {}.bind_tools([f], strict=False)\nprint(t.invoke('x').tool_calls)",
    ),
    (
        "for c in {}.stream('x'):\n    print(c.content, end='')",
        "for c in {}.stream('x'):\n    print(c.text, end='')",
    ),
    (
        "s = ''\nfor c in {}.stream('x', config=C):\n    if c.content:\n        s += c.content",
        "s = ''\nfor c in {}.stream('x', config=C):\n    if c.text:\n        s += c.text",
    ),
    (f"{CLASS}.content", f"{CLASS}.text"),
    (
        "h = []\nm = {}\nr = m.invoke(h)\nh.append(r)\nprint(m.invoke(h).content)",
        "h = []\nm = {}\nr = m.invoke(h)\nh.append(r)\nprint(m.invoke(h).text)",
    ),
]
UNKNOWN = [
    "create_agent({}, [f])",
    "def make():\n    return {}",
    "m = {}\nm = other",
    "print({}.invoke('x'))",
    "c = PROMPT | {} | use",
    "m = {}\nh = [m.invoke('x')]",
    "h = []\nh.append({}.invoke(h))\nprint(h[-1].content)",
    "{}.invoke('x').response_metadata",
    "print({}.batch(['x']))",
    "print({}.invoke('x', stop=['END']).content)",
    "print({}.invoke('x', seed=1).content)",
    "print({}.invoke('x', **more).content)",
    "for c in {}.stream('x', stop=['END']):\n    print(c.content, end='')",
    "t = {}.bind_tools([f], stop=['END'])\nprint(t.invoke('x').tool_calls)",
    f"{CLASS}.content\n\nprint(A().m.invoke('x').content)",
    "s = {}.stream('x')",
    "{}.with_structured_output(Answer, include_raw=True)",
    "{}.with_structured_output(Answer, method='function_calling')",
]


@pytest.mark.parametrize(("text", "expected"), KNOWN)
def test_a_model_is_moved_with_what_is_read_of_it(text: str, expected: str | None) -> None:
    after = (expected or text).replace("{}", MOVED)
    result = fix_text(text.replace("{}", MODEL) + "\n", *CODES, before=BEFORE)
    assert result.texts == (BEFORE, after + "\n")
    shared = "m = " in text  # which other files may import
    assert [finding.severity for finding in result.findings] == ["info"] * shared


SHOWING = ["print(c.content)", "print(c.content, end='|')", "use(c.content)"]


@pytest.mark.parametrize("read", SHOWING)
def test_a_stream_where_an_empty_text_shows_is_found(read: str) -> None:
    text = f"for c in {MODEL}.stream('x'):\n    {read}\n"
    result = fix_text(text, *CODES, before=BEFORE)
    assert result.texts[1] == text.replace(MODEL, MOVED).replace(".content", ".text")
    assert [(finding.code, finding.severity) for finding in result.findings] == [("RPM512", "info")]
    assert "one more chunk" in result.findings[0].message


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_model_that_goes_elsewhere_is_left_and_found(text: str) -> None:
    result = assert_unchanged(
        text.replace("{}", MODEL) + "\n", *CODES, before=BEFORE, severities=["warning"]
    )
    assert result.findings[0].code == "RPM512"


@pytest.mark.parametrize("more", ["base_url=u", "n=2", "stop=['x']", "max_tokens=3", "**more"])
def test_arguments_without_a_place_are_left_and_found(more: str) -> None:
    text = f'print(ChatOpenAI(model="m", {more}).invoke("x").content)\n'
    assert_unchanged(text, *CODES, before=BEFORE, severities=["warning"])


def test_a_model_of_responses_stays() -> None:
    assert_unchanged(f"use({MOVED})\n", *CODES, before=BEFORE)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalOpenAI]:
    with LocalOpenAI() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        yield running


APPLICATION = (
    BEFORE
    + """
from langchain_core.messages import HumanMessage, ToolMessage

model = ChatOpenAI(model="m", temperature=0)
weather = {
    "name": "weather",
    "description": "Tells the weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}
with_tools = model.bind_tools([weather])
history = [HumanMessage("How is Paris?")]
answer = with_tools.invoke(history)
history.append(answer)
for call in answer.tool_calls:
    print(call["name"], call["args"])
    history.append(ToolMessage("sunny", tool_call_id=call["id"]))
print(with_tools.invoke(history).content)
for chunk in model.stream("Go."):
    print(chunk.content, end="")
print((PROMPT | model | StrOutputParser()).invoke({"q": "?"}))
print((PROMPT | model | JsonOutputParser()).invoke({"q": "?"}))
"""
)


def test_both_print_the_same(server: LocalOpenAI) -> None:
    pytest.importorskip("langchain_openai", reason="LangChain's models are not installed")
    script = [
        PARIS,
        completion_of("Sunny."),
        chunks_of("a", "b"),
        completion_of("x"),
        completion_of('{"a": 1}'),
    ]
    migrated = fix_text("x = 1\n", *CODES, before=APPLICATION).texts[0]
    assert migrated.count("use_responses_api=True") == 1
    printed = []
    for code, dialect in ((APPLICATION, "chat_completions"), (migrated, "responses")):
        server.answers[:] = serve_script(script, dialect)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, "application", "exec"), {})
        printed.append(out.getvalue())
    assert printed[0] == printed[1]
    assert [
        request["tools"][0].get("strict")
        for request in server.requests
        if "input" in request and "tools" in request
    ] == [False, False]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"import os\nos.environ['OPENAI_BASE_URL'] = u\nm = {MODEL}\n", "the endpoint is unknown"),
        ('m = ChatOpenAI(model="deepseek-chat")\n', "is no model of OpenAI's"),
        ('m = ChatOpenAI(model_name="gpt-4o-audio-preview")\n', "supports only Chat Completions"),
    ],
)
def test_a_model_that_may_lack_the_responses_api_is_left(text: str, reason: str) -> None:
    result = assert_unchanged(
        f"{text}print(m.invoke('x').content)\n", *CODES, before=BEFORE, severities=["warning"]
    )
    assert reason in result.findings[0].message
