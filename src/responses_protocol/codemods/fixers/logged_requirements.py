"""RPM305: the requirements with which an agent is logged, where it has this package as one now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.bindings import value_of
from responses_protocol.codemods.callers import logging_calls, logs_what_needs_us
from responses_protocol.codemods.fixer import Edit, Finding, Fixer
from responses_protocol.codemods.literals import keyword, text_of, with_comment
from responses_protocol.codemods.module import Module

WRONG = """\
mlflow.pyfunc.log_model(
    name="agent",
    python_model=AGENT,
    pip_requirements=["mlflow"],
)
"""
RIGHT = WRONG.replace('"mlflow"', '"mlflow", "responses-protocol[mlflow]"')
_PACKAGE = "responses-protocol"
_WANTED = f'"{_PACKAGE}[mlflow]"'


def _run(module: Module) -> Iterator[Edit | Finding]:
    done: set[cst.CSTNode] = set()
    for call, certain in logging_calls(module):
        model = keyword(call, "python_model")
        given = keyword(call, "pip_requirements") or keyword(call, "conda_env")
        if not certain or model is None or given is None:
            continue
        if not logs_what_needs_us(module, model.value) or _is_none(given.value):
            continue
        listed = value_of(module, given.value)
        if any(_PACKAGE in (text_of(one) or "") for one in _inside(listed or given.value)):
            continue
        plain = isinstance(listed, cst.List) and listed is given.value
        if plain and isinstance(listed, cst.List) and listed.elements:
            yield Edit(listed, _with_package)
        elif listed not in done:
            yield Finding(
                given,
                "warning",
                f"the migrated agent needs {_PACKAGE}, and these requirements may not name it",
                f"add {_PACKAGE}[mlflow] to them",
            )
        done.add(listed or given)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _inside(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _inside(child)


def _with_package(made: Any) -> Any:
    """Return a list with one more element, laid out as the others are."""
    *others, last = made.elements
    end = cst.Comma(whitespace_after=made.rbracket.whitespace_before)  # has the last comment
    between = others[-1].comma if others else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    if isinstance(last.comma, cst.Comma) and not others:
        between = last.comma.with_changes(whitespace_after=made.lbracket.whitespace_after)
    new = cst.Element(cst.SimpleString(_WANTED), comma=last.comma)
    last = last.with_changes(comma=with_comment(between, end))
    space = with_comment(end, None).whitespace_after
    return made.with_changes(
        elements=[*others, last, new],
        rbracket=made.rbracket.with_changes(whitespace_before=space),
    )


FIXER = Fixer(
    code="RPM305",
    name="logged-requirements",
    summary="The requirements of a migrated agent name the package that its new code calls.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
