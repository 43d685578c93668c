"""Files of any kind, made of what people write: once is enough, and what comes out is Python."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("libcst", reason="LibCST is not installed")

import libcst as cst
from effort import scale_examples

from responses_protocol._codemods.files import agents_of, concerns, migrate_file
from responses_protocol._codemods.fixers import FIXERS
from responses_protocol._codemods.sources import read_source

CODES = frozenset(fixer.code for fixer in FIXERS)
AGENT = """\
import mlflow
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse


class Agent(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        said = ChatAgentMessage(role="assistant", content="Hi", id="m")  # said
        return ChatAgentResponse(messages=[said])


AGENT = Agent()
"""
MESSAGES = [
    '[{"role": "user", "content": "Hi"}]',
    "[{'role': 'user', 'content': question}]",
    "history",
    '[\n    # asked\n    {"role": "user", "content": f"{x}?"},\n]',
]
ASKED = st.sampled_from(MESSAGES).flatmap(
    lambda listed: st.sampled_from(
        [
            f'AGENT.predict({{"messages": {listed}}})\n',
            f'print(AGENT.predict({{"messages": {listed}}}).messages[-1].content)\n',
            f'for c in AGENT.predict_stream({{"messages": {listed}}}):\n    print(c.delta)\n',
            f'e = {{"messages": {listed}, "context": {{}}}}\na = AGENT.predict(e)\na.messages\n',
            f"AGENT.predict(messages={listed})\n",
            f'model.predict({{"messages": {listed}}})\n',
            "from openai import OpenAI\nllm = OpenAI()\n"
            f'r = llm.chat.completions.create(model="m", messages={listed}, max_tokens=99)\n'
            "print(r.choices[0].message.content, r.usage.prompt_tokens)\n",
        ]
    )
)
LOGGED = st.permutations(
    [
        'artifact_path="agent"',
        'python_model="agent.py"',
        'input_example={"messages": [{"role": "user", "content": "Hi"}]}',
        'metadata={"task": "agent/v2/chat"}',
        "signature=signature",
        "resources=[]",
    ]
).flatmap(
    lambda arguments: st.sampled_from([", ", ",\n    ", ",  # why\n    # and\n    "]).map(
        lambda between: (
            f"import mlflow\nlogged = mlflow.pyfunc.log_model(\n    {between.join(arguments)}\n)\n"
        )
    )
)
PLAIN = st.sampled_from(["x = 1\n", "# ChatAgent\n", "def f(a):\n    return a\n", "\n"])
MAGIC = st.sampled_from(["%pip install x\n", "!ls\n", "%time f()\n"])
CODE = st.one_of(ASKED, LOGGED, PLAIN)
IMPORTED = "from agent import AGENT\n"


def module(cells: list[str]) -> tuple[str, bytes]:
    return "caller.py", (IMPORTED + "".join(cells)).encode()


def databricks(cells: list[str]) -> tuple[str, bytes]:
    written = "".join(f"# MAGIC {line}\n" for line in f"%%writefile agent.py\n{AGENT}".split("\n"))
    parts = [written, IMPORTED, *cells]
    return "book.py", (
        "# Databricks notebook source\n" + "\n# COMMAND ----------\n\n".join(parts)
    ).encode()


def jupyter(cells: list[str]) -> tuple[str, bytes]:
    texts = [f"%%writefile agent.py\n{AGENT}", IMPORTED, *cells]
    result = [
        {"cell_type": "code", "outputs": [], "source": text.splitlines(keepends=True)}
        for text in texts
    ]
    return "book.ipynb", json.dumps({"cells": result}, indent=1).encode()


FILES = st.one_of(
    st.lists(CODE).map(module),
    st.lists(st.one_of(CODE, st.tuples(MAGIC, CODE).map("".join))).map(databricks),
    st.lists(st.one_of(CODE, st.tuples(MAGIC, CODE).map("".join))).map(jupyter),
)


@settings(max_examples=scale_examples(20))
@given(FILES)
def test_a_second_run_changes_nothing_and_the_result_is_python(file: tuple[str, bytes]) -> None:
    name, raw = file
    known = agents_of("agent.py", AGENT.encode(), CODES)
    result = migrate_file(name, raw, select=CODES, markers=True, known=known)
    assert not {finding.code for finding in result.findings} & {"RPM001", "RPM100"}
    for block in read_source(name, result.after).blocks:
        cst.parse_module(block.text)
    repeated = migrate_file(name, result.after, select=CODES, markers=True, known=known)
    assert repeated.after == result.after
    assert not repeated.rewritten
    assert {finding.code for finding in repeated.findings} <= {
        finding.code for finding in result.findings
    }
    assert concerns(raw) or result.after == raw


@settings(max_examples=scale_examples(30))
@given(st.lists(PLAIN), st.lists(MAGIC))
def test_unconcerned_cells_stay_byte_for_byte(plain: list[str], magic: list[str]) -> None:
    for make in (databricks, jupyter):
        name, raw = make([*plain, *magic])
        result = migrate_file(name, raw, select=CODES, markers=True)
        before, after = (read_source(name, block).blocks for block in (raw, result.after))
        for block, other in zip(before, after, strict=True):
            assert block.target or block.raw == other.raw
