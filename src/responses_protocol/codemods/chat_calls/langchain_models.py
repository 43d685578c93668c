"""LangChain's models of Chat Completions, as models of Responses, and what is read of them.

With ``use_responses_api`` the content of a message is a list of blocks, and ``text`` is what
``content`` was. So a model is changed only if all that is done with it, and with what it says, is
known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst import metadata

from responses_protocol.codemods.bindings import target_of, uses, value_of
from responses_protocol.codemods.chat_calls.answers import UncertainRead
from responses_protocol.codemods.chat_calls.limits import LIMITS, limit_doubt, limit_problem
from responses_protocol.codemods.fixer import Edit
from responses_protocol.codemods.literals import keyword, keywords, text_of, with_arguments
from responses_protocol.codemods.module import Module

_PLACE = "langchain_openai."
MODELS = frozenset(
    f"{_PLACE}{module}ChatOpenAI" for module in ("", "chat_models.", "chat_models.base.")
)
# arguments that mean the same for both APIs
_KEPT = frozenset(
    (
        "api_key",
        "async_client",
        "cache",
        "callbacks",
        "default_headers",
        "disable_streaming",
        "http_async_client",
        "http_client",
        "max_completion_tokens",
        "max_retries",
        "max_tokens",
        "metadata",
        "model",
        "model_name",
        "name",
        "openai_api_key",
        "openai_organization",
        "organization",
        "rate_limiter",
        "reasoning_effort",
        "request_timeout",
        "service_tier",
        "stream_usage",
        "streaming",
        "tags",
        "temperature",
        "timeout",
        "top_p",
        "verbose",
    )
)
# arguments of a call that mean the same for both APIs; others are dropped, or refused
_OF_CALL = frozenset(("config", "input", "temperature", "top_p"))
_OF_TOOLS = frozenset(("parallel_tool_calls", "strict", "tool_choice"))
_SAME = frozenset(("id", "name", "text", "tool_calls", "type"))  # of a message
_MODEL_AGAIN = frozenset(("with_config", "with_retry"))
_MESSAGE, _CHUNKS = frozenset(("ainvoke", "invoke")), frozenset(("astream", "stream"))
_PARSERS = "langchain_core.output_parsers."


@dataclass(frozen=True)
class Doubt:
    """What may be otherwise after a model is moved, and what to do."""

    message: str
    hint: str


Changes = Iterator[Edit | Doubt]


@dataclass(frozen=True, eq=False)
class Model:
    """A model that is made: the edits that move it, or why there are none.

    ``doubts`` are what a reader has to look at, though it is moved.
    """

    call: cst.Call
    edits: tuple[Edit, ...] = ()
    reason: str = ""
    doubts: tuple[Doubt, ...] = ()


def models(module: Module) -> tuple[Model, ...]:
    """Return the models that a text makes, in their order."""
    return module.fact(_models)


def _models(module: Module) -> tuple[Model, ...]:
    return tuple(
        _model(module, call) for call in module.all(cst.Call) if module.names(call.func) & MODELS
    )


def _model(module: Module, call: cst.Call) -> Model:
    given = keywords(call)
    if given is None:
        return Model(call, reason="its arguments are not written out")
    if "use_responses_api" in given:
        return Model(call)
    others = sorted(given.keys() - _KEPT)
    if others:
        return Model(call, reason=f"{others[0]} may have no place in the Responses API")
    limits = [given[name].value for name in sorted(LIMITS & given.keys())]
    for limit in limits:
        if limit_problem(module, limit):
            return Model(call, reason=limit_problem(module, limit))
    try:
        found = list(_of_model(module, call))
    except UncertainRead as error:
        return Model(call, reason=str(error))
    new = {"use_responses_api": cst.Name("True"), "store": cst.Name("False")}
    read = [one for one in found if isinstance(one, Edit)]
    edits = (Edit(call, lambda made: with_arguments(made, new)), *read)
    doubts = [Doubt(text, _GIVE_MORE) for one in limits if (text := limit_doubt(module, one))]
    if _is_shared(module, call):
        doubts.append(_SHARED)
    doubts += dict.fromkeys(one for one in found if isinstance(one, Doubt))
    return Model(call, edits, doubts=tuple(doubts))


def _is_shared(module: Module, call: cst.Call) -> bool:
    """Tell whether other files may read the model: as a global name, or as an attribute."""
    target = target_of(module, call)
    if target is not None:
        return isinstance(module.scope(target), metadata.GlobalScope)
    statement = module.parent(call)
    return isinstance(statement, cst.Assign) and any(
        isinstance(one.target, cst.Attribute) and not one.target.attr.value.startswith("_")
        for one in statement.targets
    )


def _of_model(module: Module, node: cst.CSTNode) -> Changes:
    """Yield the edits of what is done with a model, or with a chain that ends with one."""
    holder = module.parent(node)
    if isinstance(holder, (cst.Assign, cst.AnnAssign)):
        for one in _readings(module, holder):
            yield from _of_model(module, one)
        return
    if isinstance(holder, cst.BinaryOperation) and isinstance(holder.operator, cst.BitOr):
        yield from _of_chain(module, holder, node)
        return
    call = module.parent(holder) if isinstance(holder, cst.Attribute) else None
    if (
        not isinstance(holder, cst.Attribute)
        or not isinstance(call, cst.Call)
        or (call.func is not holder)
    ):
        raise UncertainRead(
            "the model is handed on, and the content of what it says becomes a list"
        )
    yield from _OF_METHODS.get(holder.attr.value, _unknown)(module, call)


def _of_chain(module: Module, chain: cst.BinaryOperation, node: cst.CSTNode) -> Changes:
    """Yield the edits of ``... | model | ...``: a parser reads both forms."""
    following: cst.CSTNode | None = chain.right if chain.left is node else None
    outer = module.parent(chain)
    is_inner = isinstance(outer, cst.BinaryOperation) and outer.left is chain
    if following is None and is_inner:
        following = cst.ensure_type(outer, cst.BinaryOperation).right
    if following is None:
        yield from _of_model(module, chain)
        return
    made = value_of(module, following) if isinstance(following, cst.BaseExpression) else None
    if not isinstance(made, cst.Call) or not any(
        name.startswith(_PARSERS) for name in module.names(made.func)
    ):
        raise UncertainRead("what follows the model may read the content of what it says")


def _structured(module: Module, call: cst.Call) -> Changes:
    given = keywords(cst.Call(call.func, call.args[1:]))
    method = given.get("method") if given is not None else None
    if given is None or "include_raw" in given:
        raise UncertainRead("what with_structured_output gives is read as a message")
    _check_arguments(call, frozenset(("method", "schema", "strict")))
    if method is not None and text_of(method.value) != "json_schema":
        raise UncertainRead("the tools of with_structured_output would be strict")
    yield from ()


def _tools(module: Module, call: cst.Call) -> Changes:
    given = keywords(cst.Call(call.func, call.args[1:]))
    if given is None:
        raise UncertainRead("the arguments of bind_tools are not written out")
    _check_arguments(call, _OF_TOOLS)
    if "strict" not in given:  # so is Chat's default
        yield Edit(call, lambda made: with_arguments(made, _NOT_STRICT), counts=False)
    yield from _of_model(module, call)


def _check_arguments(call: cst.Call, known: frozenset[str]) -> None:
    """Raise UncertainRead for an argument that LangChain drops, or that the API refuses."""
    for arg in call.args:
        if arg.star == "**":
            raise UncertainRead("the arguments of a call are not written out")
        if arg.keyword is not None and arg.keyword.value not in known:
            raise UncertainRead(f"{arg.keyword.value} may have no place in the Responses API")


def _said(module: Module, call: cst.Call) -> Changes:
    _check_arguments(call, _OF_CALL)
    yield from _of_message(module, call)


def _streamed(module: Module, call: cst.Call) -> Changes:
    _check_arguments(call, _OF_CALL)
    loop = module.parent(call)
    if isinstance(loop, (cst.CompFor, cst.For)) and loop.iter is call:
        target = loop.target
        chunks = uses(module, target) if isinstance(target, cst.Name) else None
        if chunks is not None:
            for chunk in chunks:
                yield from _of_message(module, chunk)
                if not _ignores_empty_texts(module, module.parent(chunk)):
                    yield _EMPTY_CHUNKS
            return
    raise UncertainRead("the stream of the model is handed on")


def _ignores_empty_texts(module: Module, text: cst.CSTNode | None) -> bool:
    """Tell whether one more chunk without a text changes nothing where a text is read."""
    holder = module.parent(text) if text is not None else None
    if isinstance(holder, (cst.AugAssign, cst.BinaryOperation)):
        return True
    if isinstance(holder, (cst.If, cst.IfExp, cst.While, cst.BooleanOperation)):
        return True  # what follows is read behind it
    call = module.parent(holder) if isinstance(holder, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return False
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value == "write"
    end = keyword(call, "end")
    is_print = "builtins.print" in module.names(call.func)
    return is_print and end is not None and text_of(end.value) == ""


def _unknown(module: Module, call: cst.Call) -> Changes:
    raise UncertainRead("what is done with the model is not known")


def _of_message(module: Module, node: cst.CSTNode) -> Changes:
    """Yield the edits of what is done with a message that the model says."""
    holder = module.parent(node)
    if isinstance(holder, cst.Await):
        yield from _of_message(module, holder)
    elif isinstance(holder, (cst.Assign, cst.AnnAssign)):
        for one in _readings(module, holder):
            yield from _of_message(module, one)
    elif isinstance(holder, cst.Attribute) and holder.value is node:
        name = holder.attr.value
        if name == "content":
            yield Edit(holder, _read_text, counts=False)
        elif name not in _SAME:
            raise UncertainRead(f"{name} of a message is read, which is another one then")
    elif not _is_remembered(module, holder):
        raise UncertainRead("a message of the model is handed on, and its content becomes a list")


def _is_remembered(module: Module, holder: cst.CSTNode | None) -> bool:
    """Tell whether a message only joins a list that the model is asked with."""
    call = module.parent(holder) if isinstance(holder, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return False
    history = call.func.value
    if call.func.attr.value != "append" or not isinstance(history, cst.Name):
        return False
    scope = module.scope(history)
    found = [
        one.node for each in (scope[history.value] if scope else ()) for one in each.references
    ]
    return all(_only_grows(module, one) for one in found)


def _only_grows(module: Module, node: cst.CSTNode) -> bool:
    holder = module.parent(node)
    if isinstance(holder, cst.Attribute):
        return holder.attr.value in ("append", "extend", "insert")
    call = module.parent(holder) if isinstance(holder, cst.Arg) else None
    func = call.func if isinstance(call, cst.Call) else None
    return isinstance(func, cst.Attribute) and func.attr.value in _MESSAGE | _CHUNKS


def _readings(module: Module, holder: cst.CSTNode) -> list[cst.CSTNode]:
    """Return all places where what an assignment binds is read."""
    target: cst.CSTNode | None = None
    if isinstance(holder, cst.Assign) and len(holder.targets) == 1:
        target = holder.targets[0].target
    elif isinstance(holder, cst.AnnAssign):
        target = holder.target
    if isinstance(target, cst.Name):
        found = uses(module, target)
        if found is not None:
            return list(found)
    elif isinstance(target, cst.Attribute):
        owner = target
        same = [one for one in module.all(cst.Attribute) if one.attr.value == owner.attr.value]
        if not all(one.deep_equals(owner) for one in same):
            raise UncertainRead(f"{owner.attr.value} is read of something else as well")
        read = [one for one in same if not isinstance(module.parent(one), cst.AssignTarget)]
        if len(same) - len(read) <= 1:
            return [one for one in read if one is not owner]
    raise UncertainRead("what it is bound to is bound to something else as well")


def _read_text(made: Any) -> Any:
    return made.with_changes(attr=cst.Name("text"))


_GIVE_MORE = "see that it is more, or leave the limit out"
_SHARED = Doubt(
    "files that import this model get messages whose content is a list of blocks",
    "let them read text in place of content",
)
_EMPTY_CHUNKS = Doubt(
    "a stream of Responses has one more chunk without a text",
    "pass over chunks without a text",
)
_NOT_STRICT = {"strict": cst.Name("False")}
_OF_METHODS = {
    "bind_tools": _tools,
    "with_structured_output": _structured,
    **dict.fromkeys(_CHUNKS, _streamed),
    **dict.fromkeys(_MESSAGE, _said),
    **dict.fromkeys(_MODEL_AGAIN, _of_model),
}
