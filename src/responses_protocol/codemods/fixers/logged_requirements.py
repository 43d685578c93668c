"""RPM305: the requirements with which an agent is logged, where it has this package as one now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import libcst as cst

from responses_protocol.codemods.bindings import value_of
from responses_protocol.codemods.callers import find_logging_calls, logs_what_needs_us
from responses_protocol.codemods.fixer import Edit, Finding, Fixer
from responses_protocol.codemods.literals import keyword, text_of, with_arguments, with_comment
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.requirements import PACKAGE, at_least, names_us, old_pin, raised
from responses_protocol.codemods.trees import walk

WRONG = """\
mlflow.pyfunc.log_model(
    name="agent",
    python_model=AGENT,
    pip_requirements=["mlflow==2.22.0", "responses-protocol"],
)
"""
RIGHT = WRONG.replace("mlflow==2.22.0", at_least("mlflow"))
_ARGUMENTS = ("pip_requirements", "extra_pip_requirements", "conda_env")
INFERRED = "MLflow looks for the requirements itself, and this package is in no index"
MISSING = f"the migrated agent needs {PACKAGE}, and these requirements may not name it"
HOW = "migrate with --requirement, which names a file or a repository that pip installs it from"
OLD_PIN = f"a migrated agent needs {at_least('mlflow')}, and this pins an older one"
OLD_PIN_HINT = "raise it"


def _run(module: Module) -> Iterator[Edit | Finding]:
    done: set[cst.CSTNode] = set()
    for call, certain in find_logging_calls(module):
        model = keyword(call, "python_model")
        if not certain or model is None or not logs_what_needs_us(module, model.value):
            continue
        given = next((one for one in map(partial(keyword, call), _ARGUMENTS) if one), None)
        if given is None or _is_none(given.value):
            yield from _inferred(module, call)
            continue
        listed = value_of(module, given.value)
        if listed not in done:
            yield from _listed(module, given, listed)
        done.add(listed or given)


def _inferred(module: Module, call: cst.Call) -> Iterator[Edit | Finding]:
    """Yield what is done where MLflow looks for the requirements itself."""
    wanted = module.known.requirement
    if wanted and keyword(call, "pip_requirements") is None:
        value = cst.parse_expression(json.dumps([wanted]))
        yield Edit(call, lambda made: with_arguments(made, {"extra_pip_requirements": value}))
    else:
        yield Finding(call, "warning", INFERRED, HOW)


def _listed(
    module: Module, given: cst.Arg, listed: cst.BaseExpression | None
) -> Iterator[Edit | Finding]:
    """Yield what is done with requirements that are there: old pins raised, the package added."""
    written = listed is given.value and isinstance(listed, cst.List)
    inside = list(walk(listed or given.value))
    texts = [one for one in inside if isinstance(one, cst.SimpleString)]
    for one in texts:
        if old_pin(text_of(one) or "") is None:
            continue
        if written:
            yield Edit(one, lambda made: made.with_changes(value=raised(made.value)))
        else:
            yield Finding(one, "warning", OLD_PIN, OLD_PIN_HINT)
    wanted = module.known.requirement
    named = (text for text in map(text_of, inside) if text)
    if any(names_us(text) or text == wanted for text in named):
        return
    if wanted and written and isinstance(listed, cst.List) and listed.elements:
        yield Edit(listed, partial(_with_package, wanted=json.dumps(wanted)))
    else:
        yield Finding(given, "warning", MISSING, HOW)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _with_package(made: Any, wanted: str) -> Any:
    """Return a list with one more element, laid out as the others are."""
    *others, last = made.elements
    end = cst.Comma(whitespace_after=made.rbracket.whitespace_before)  # has the last comment
    between = others[-1].comma if others else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    if isinstance(last.comma, cst.Comma) and not others:
        between = last.comma.with_changes(whitespace_after=made.lbracket.whitespace_after)
    new = cst.Element(cst.SimpleString(wanted), comma=last.comma)
    last = last.with_changes(comma=with_comment(between, end))
    space = with_comment(end, None).whitespace_after
    return made.with_changes(
        elements=[*others, last, new],
        rbracket=made.rbracket.with_changes(whitespace_before=space),
    )


FIXER = Fixer(
    code="RPM305",
    name="logged-requirements",
    summary="The requirements of a migrated agent name what its new code needs.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
