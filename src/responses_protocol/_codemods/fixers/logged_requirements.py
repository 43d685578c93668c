"""RPM305: the requirements with which an agent is logged, where it has this package as one now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import libcst as cst

from responses_protocol._codemods.bindings import value_of
from responses_protocol._codemods.callers import find_logging_calls, logs_importing_agent
from responses_protocol._codemods.fixer import Edit, Fixer, Problem
from responses_protocol._codemods.literals import keyword, text_of, with_arguments, with_comment
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.requirements import (
    PACKAGE,
    at_least,
    names_us,
    old_pin,
    raise_pins,
)
from responses_protocol._codemods.trees import walk

WRONG = """\
mlflow.pyfunc.log_model(
    name="agent",
    python_model=AGENT,
    pip_requirements=["mlflow==2.22.0", "responses-protocol"],
)
"""
RIGHT = WRONG.replace("mlflow==2.22.0", at_least("mlflow"))
_ARGUMENTS = ("pip_requirements", "extra_pip_requirements", "conda_env")
INFERRED = "MLflow infers the requirements, but no package index has this package"
MISSING = f"the migrated agent needs {PACKAGE}, which these requirements may lack"
HOW = "migrate with --requirement, a file or a repository from which pip installs it"
OLD_PIN = f"a migrated agent needs {at_least('mlflow')}, but this pins an older version"
OLD_PIN_HINT = "raise the pinned version"


def _run(module: Module) -> Iterator[Edit | Problem]:
    done: set[cst.CSTNode] = set()
    for call, certain in find_logging_calls(module):
        model = keyword(call, "python_model")
        if not certain or model is None or not logs_importing_agent(module, model.value):
            continue
        argument = next((arg for arg in map(partial(keyword, call), _ARGUMENTS) if arg), None)
        if argument is None or _is_none(argument.value):
            yield from _add_to_inferred(module, call)
            continue
        requirements = value_of(module, argument.value)
        if requirements not in done:
            yield from _change_list(module, argument, requirements)
        done.add(requirements or argument)


def _add_to_inferred(module: Module, call: cst.Call) -> Iterator[Edit | Problem]:
    """Yield the edits or findings for a call without requirements, which MLflow then infers."""
    requirement = module.known.requirement
    if requirement and keyword(call, "pip_requirements") is None:
        value = cst.parse_expression(json.dumps([requirement]))
        yield Edit(
            call, lambda call_node: with_arguments(call_node, {"extra_pip_requirements": value})
        )
    else:
        yield Problem(call, "warning", INFERRED, HOW)


def _change_list(
    module: Module, argument: cst.Arg, requirements: cst.BaseExpression | None
) -> Iterator[Edit | Problem]:
    """Yield the edits or findings for requirements: old pins are raised, the package is added."""
    is_written_here = requirements is argument.value and isinstance(requirements, cst.List)
    nodes = list(walk(requirements or argument.value))
    texts = [literal for literal in nodes if isinstance(literal, cst.SimpleString)]
    for literal in texts:
        if old_pin(text_of(literal) or "") is None:
            continue
        if is_written_here:
            yield Edit(
                literal,
                lambda literal_node: literal_node.with_changes(
                    value=raise_pins(literal_node.value)
                ),
            )
        else:
            yield Problem(literal, "warning", OLD_PIN, OLD_PIN_HINT)
    requirement = module.known.requirement
    names = (text for text in map(text_of, nodes) if text)
    if any(names_us(text) or text == requirement for text in names):
        return
    if (
        requirement
        and is_written_here
        and isinstance(requirements, cst.List)
        and requirements.elements
    ):
        yield Edit(requirements, partial(_with_package, requirement=json.dumps(requirement)))
    else:
        yield Problem(argument, "warning", MISSING, HOW)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _with_package(requirements: Any, requirement: str) -> Any:
    """Return a list with one more element, laid out as the others are."""
    *former, last = requirements.elements
    end = cst.Comma(
        whitespace_after=requirements.rbracket.whitespace_before
    )  # has the last comment
    between = former[-1].comma if former else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    if isinstance(last.comma, cst.Comma) and not former:
        between = last.comma.with_changes(whitespace_after=requirements.lbracket.whitespace_after)
    new = cst.Element(cst.SimpleString(requirement), comma=last.comma)
    last = last.with_changes(comma=with_comment(between, end))
    space = with_comment(end, None).whitespace_after
    return requirements.with_changes(
        elements=[*former, last, new],
        rbracket=requirements.rbracket.with_changes(whitespace_before=space),
    )


FIXER = Fixer(
    code="RPM305",
    name="logged-requirements",
    summary="The requirements of a migrated agent contain the packages that its new code needs.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
