"""Texts and blocks of them: what is selected, what is told and where, what can't be read."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

import libcst as cst
from migrating import agent_names, codes_of, migrate, read_before

from responses_protocol._codemods.engine import (
    UnreadableSource,
    default_codes,
    may_concern,
    migrate_text,
    migrate_texts,
)
from responses_protocol._codemods.fixer import Fixer
from responses_protocol._codemods.fixers import FIXERS

IMPORTS = "from mlflow.pyfunc import ChatAgent\nfrom mlflow.types.agent import ChatAgentResponse"
AGENT = (
    "class A(ChatAgent):\n    def predict(self, messages):\n        return ChatAgentResponse(**out)"
)


def test_codes_and_names_are_distinguished() -> None:
    assert [fixer.code for fixer in FIXERS] == sorted({fixer.code for fixer in FIXERS})
    assert len({fixer.name for fixer in FIXERS}) == len(FIXERS)


@pytest.mark.parametrize("fixer", FIXERS, ids=lambda fixer: str(fixer.code))
def test_a_fixer_shows_what_it_does(fixer: Fixer) -> None:
    for text in (fixer.wrong, fixer.right):
        assert cst.parse_module(text).code == text
    assert fixer.wrong != fixer.right


def test_nothing_is_selected_nothing_is_done() -> None:
    result = migrate_text(read_before("langgraph_tools"), select=frozenset())
    assert (result.text, result.findings, result.rewritten) == (
        read_before("langgraph_tools"),
        (),
        {},
    )


def test_what_only_makes_sense_together_is_selected_together() -> None:
    text = f"{IMPORTS}\n{AGENT}\n"
    alone = migrate_text(text, select=frozenset({"RPM103"}))
    assert alone.text == migrate_text(text, select=default_codes()).text


def test_most_texts_are_not_even_parsed() -> None:
    plain = "def broken(:\n"
    assert not may_concern(plain)
    assert migrate_text(plain, select=default_codes()).text == plain
    many = ["import os\n\n\ndef f(x):\n    return x\n" * 200] * 500
    begun = time.process_time()
    for text in many:
        migrate_text(text, select=default_codes())
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\nclass ChatAgent(:\n", 2),
        ("# ChatAgent\n# A heading of Markdown, and then\nno Python at all\n", 3),
        ("ChatAgent = '\n", 1),
        ("ChatAgent = " + "(" * 5000 + ")" * 5000, 1),
        ("ChatAgent = x" + "()" * 2000, 1),
        ("ChatAgent = x" + "[0]" * 2000, 1),
        ("ChatAgent = x" + ".b()" * 1000, 1),
        ("ChatAgent = " + "not " * 2000 + "x", 1),
        ("ChatAgent = " + "lambda: " * 2000 + "x", 1),
        ("ChatAgent = " + "a if b else " * 2000 + "x", 1),
        ("ChatAgent = x" + ".a" * 4000, 1),
        ("ChatAgent = " + "a + " * 4000 + "x", 1),
        ("if ChatAgent: pass\n" + "elif x: pass\n" * 5000, 1),
        ("ChatAgent\x00\n", 1),
        ("ChatAgent = '\ud800'\n", 1),
    ],
)
def test_invalid_python_is_reported_with_its_place(text: str, line: int) -> None:
    with pytest.raises(UnreadableSource) as error:
        migrate_text(text, select=default_codes())
    assert error.value.line == line
    assert error.value.column >= 1


def test_the_grammar_of_newer_pythons_is_read() -> None:
    text = 'type ChatAgentId = str\ndef f[T](x: T) -> str:\n    return f"{d["k"]} {x}"\n'
    assert migrate_text(text, select=default_codes()).text == text


@pytest.mark.parametrize(
    "value",
    [
        "'a' + " * 400 + "'a'",
        "'a' " * 400,
        "not " * 400 + "x",
        "x" + ".a" * 400,
        "x" + ".a()" * 200,
    ],
)
def test_what_is_long_and_therefore_deep_is_read(value: str) -> None:
    text = f"ChatAgentPrompt = ({value})\nfrom mlflow.types.llm import ChatAgentMessage\n"
    assert codes_of(migrate_text(text, select=default_codes())) == ["RPM190"]


@pytest.mark.parametrize("name", ["asyncio/tasks", "json/decoder", "email/message", "typing"])
def test_code_of_others_is_left_alone(name: str) -> None:
    text = Path(asyncio.__file__).parents[1].joinpath(f"{name}.py").read_text("utf-8")
    result = migrate_text(f"# ChatAgent\n{text}", select=default_codes(), markers=True)
    assert (result.text, result.findings) == (f"# ChatAgent\n{text}", ())


@pytest.mark.parametrize(
    "text",
    [
        "from . import ChatAgent\nfrom .. import *\n\n\nclass A(ChatAgent):\n    x = 1\n",
        "from .mlflow.pyfunc import ChatAgent\n\n\nclass A(ChatAgent):\n    x = 1\n",
        "role = getattr(message, 'role', 'assistant')  # client.chat.completions\n",
        "stream.chunk(delta={'role': 'assistant'})  # client.chat.completions\n",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    result = migrate_text(text, select=default_codes())
    assert (result.text, result.findings) == (text, ())


# --- blocks of one file ---


def test_names_of_one_block_are_known_in_another() -> None:
    texts = ["# a heading\n", f"{IMPORTS}  # once", "", f"\n{AGENT}\n\n# the end", "x = 1\n"]
    result = migrate_texts(texts, select=default_codes())
    assert result.texts[0] == texts[0]
    assert result.texts[1].startswith("from mlflow.pyfunc import ResponsesAgent\n")
    assert result.texts[2] == ""
    assert result.texts[3] == (
        "\nclass A(ResponsesAgent):\n    def predict(self, request):\n"
        "        return new_response_of(request, **out)\n\n"
        "    def predict_stream(self, request):\n"
        "        yield from events_of([self.predict(request)])\n\n# the end"
    )
    assert result.texts[4] == texts[4]
    assert migrate_texts(result.texts, select=default_codes()).texts == result.texts


def test_findings_have_the_block_and_the_line_in_it() -> None:
    texts = ["x = 1", "\n\nfrom langgraph.graph.graph import CompiledGraph  # ChatAgent\n", "y = 2"]
    result = migrate_texts(texts, select=default_codes())
    assert [len(findings) for findings in result.findings] == [0, 1, 0]
    assert [(finding.line, finding.column) for finding in result.findings[1]] == [(3, 1)]


def test_the_block_that_does_not_parse_is_named() -> None:
    with pytest.raises(UnreadableSource) as error:
        migrate_texts(["# ChatAgent\n", "x = 1\ny = (\n", "z = 2"], select=default_codes())
    assert (error.value.block, error.value.line) in {(1, 2), (2, 1), (1, 3)}


def test_blocks_that_are_like_our_own_limits_are_distinguished() -> None:
    texts = ["# responses-protocol block 1\n", "# ChatAgent\n", f"{IMPORTS}\n{AGENT}\n"]
    result = migrate_texts(texts, select=default_codes())
    assert result.texts[:2] == tuple(texts[:2])


# --- markers ---

WRONG = f"""\
{IMPORTS}


{AGENT}

    def predict_stream(self, messages):
        # says it all
        yield ChatAgentResponse(messages=[{{"role": "assistant", "content": ""}}])
"""


def test_each_remaining_place_has_one_marker_above_it() -> None:
    result = migrate(WRONG, markers=True)
    assert codes_of(result) == ["RPM206", "RPM204", "RPM201"]
    lines = result.text.splitlines()
    index = lines.index("        # says it all")
    assert lines[index + 1].startswith("        # TODO(responses-protocol RPM201): ")
    assert lines[index + 2].startswith("        # TODO(responses-protocol RPM204): ")
    assert lines[index + 3].startswith("        yield from answer.chunk(ChatAgentResponse(")


def test_without_markers_nothing_is_written_for_findings() -> None:
    assert "TODO" not in migrate(WRONG).text


def test_what_is_only_told_gets_no_marker() -> None:
    result = migrate(read_before("langgraph_tools"), markers=True)
    assert codes_of(result) == ["RPM190"]
    assert "TODO" not in result.text


def test_a_marker_on_the_first_line_is_written_once() -> None:
    text = "from langgraph.graph.graph import CompiledGraph  # ChatAgent\n"
    result = migrate(text, markers=True)
    assert result.text.splitlines()[0].startswith("# TODO(responses-protocol RPM190)")


@pytest.mark.parametrize("name", agent_names())
def test_findings_lie_within_the_text(name: str) -> None:
    text = read_before(name)
    for finding in migrate(text).findings:
        assert 1 <= finding.line <= text.count("\n") + 1
        assert finding.column >= 1
        assert finding.message
        assert finding.hint
