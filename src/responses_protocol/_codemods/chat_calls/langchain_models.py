"""LangChain's models of Chat Completions, as models of Responses, with the reads of their messages.

With ``use_responses_api`` the content of a message is a list of blocks, and ``text`` has the string
that ``content`` had. So a model is changed only if all uses of it, and of its messages, are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst import metadata

from responses_protocol._codemods.bindings import target_of, uses, value_of
from responses_protocol._codemods.chat_calls.answers import UncertainRead
from responses_protocol._codemods.chat_calls.endpoints import model_problem, sets_other_endpoint
from responses_protocol._codemods.chat_calls.limits import LIMITS, limit_doubt, limit_problem
from responses_protocol._codemods.fixer import Edit
from responses_protocol._codemods.literals import keyword, keywords, text_of, with_arguments
from responses_protocol._codemods.module import Module

_PLACE = "langchain_openai."
MODELS = frozenset(
    f"{_PLACE}{module}ChatOpenAI" for module in ("", "chat_models.", "chat_models.base.")
)
# arguments that mean the same for both APIs
_SAME_ARGUMENTS = frozenset(
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
_CALL_ARGUMENTS = frozenset(("config", "input", "temperature", "top_p"))
_TOOL_ARGUMENTS = frozenset(("parallel_tool_calls", "strict", "tool_choice"))
_SAME_MEMBERS = frozenset(("id", "name", "text", "tool_calls", "type"))  # of a message
_MODEL_METHODS = frozenset(("with_config", "with_retry"))
_MESSAGE, _CHUNKS = frozenset(("ainvoke", "invoke")), frozenset(("astream", "stream"))
_PARSERS = "langchain_core.output_parsers."


@dataclass(frozen=True)
class Doubt:
    """A difference that moving a model may make, and its remedy."""

    message: str
    hint: str


Changes = Iterator[Edit | Doubt]


@dataclass(frozen=True, eq=False)
class Model:
    """A call that makes a model: the edits that move it, or the reason why there are none.

    ``doubts`` are for a reader to look at, though the model is moved.
    """

    call: cst.Call
    edits: tuple[Edit, ...] = ()
    reason: str = ""
    doubts: tuple[Doubt, ...] = ()


def find_models(module: Module) -> tuple[Model, ...]:
    """Return the models that a text makes, in their order."""
    return module.fact(_find_models)


def _find_models(module: Module) -> tuple[Model, ...]:
    return tuple(
        _read_model(module, call)
        for call in module.all(cst.Call)
        if module.names(call.func) & MODELS
    )


def _read_model(module: Module, call: cst.Call) -> Model:
    arguments = keywords(call)
    if arguments is None:
        return Model(call, reason="the code does not show its arguments")
    if "use_responses_api" in arguments:
        return Model(call)
    unknown = sorted(arguments.keys() - _SAME_ARGUMENTS)
    if unknown:
        return Model(call, reason=f"{unknown[0]} may have no place in the Responses API")
    problem = _find_problem(module, arguments)
    if problem:
        return Model(call, reason=problem)
    limits = [arguments[name].value for name in sorted(LIMITS & arguments.keys())]
    for limit in limits:
        if limit_problem(module, limit):
            return Model(call, reason=limit_problem(module, limit))
    try:
        changes = list(_read_uses(module, call))
    except UncertainRead as error:
        return Model(call, reason=str(error))
    new = {"use_responses_api": cst.Name("True"), "store": cst.Name("False")}
    edits_of_uses = [change for change in changes if isinstance(change, Edit)]
    edits = (Edit(call, lambda maker: with_arguments(maker, new)), *edits_of_uses)
    doubts = [Doubt(text, _GIVE_MORE) for limit in limits if (text := limit_doubt(module, limit))]
    if _is_shared(module, call):
        doubts.append(_SHARED)
    doubts += dict.fromkeys(change for change in changes if isinstance(change, Doubt))
    return Model(call, edits, doubts=tuple(doubts))


def _find_problem(module: Module, arguments: Mapping[str, cst.Arg]) -> str:
    """Return why the endpoint or the model may lack the Responses API, nothing if it has it."""
    if module.fact(sets_other_endpoint):
        return "the endpoint is unknown, and may not have the Responses API"
    models = (arguments[name].value for name in ("model", "model_name") if name in arguments)
    return next((problem for model in models if (problem := model_problem(module, model))), "")


def _is_shared(module: Module, call: cst.Call) -> bool:
    """Return whether other files may read the model: as a global name, or as an attribute."""
    target = target_of(module, call)
    if target is not None:
        return isinstance(module.scope(target), metadata.GlobalScope)
    statement = module.parent(call)
    return isinstance(statement, cst.Assign) and any(
        isinstance(assigned.target, cst.Attribute)
        and not assigned.target.attr.value.startswith("_")
        for assigned in statement.targets
    )


def _read_uses(module: Module, node: cst.CSTNode) -> Changes:
    """Yield the edits of the uses of a model, or of a chain that ends with one."""
    parent = module.parent(node)
    if isinstance(parent, (cst.Assign, cst.AnnAssign)):
        for use in _find_reads(module, parent):
            yield from _read_uses(module, use)
        return
    if isinstance(parent, cst.BinaryOperation) and isinstance(parent.operator, cst.BitOr):
        yield from _read_chain(module, parent, node)
        return
    call = module.parent(parent) if isinstance(parent, cst.Attribute) else None
    if (
        not isinstance(parent, cst.Attribute)
        or not isinstance(call, cst.Call)
        or (call.func is not parent)
    ):
        raise UncertainRead(
            "other code gets the model, and the content of its messages becomes a list"
        )
    yield from _METHOD_READERS.get(parent.attr.value, _refuse_unknown)(module, call)


def _read_chain(module: Module, chain: cst.BinaryOperation, node: cst.CSTNode) -> Changes:
    """Yield the edits of ``... | model | ...``: a parser reads both forms."""
    following: cst.CSTNode | None = chain.right if chain.left is node else None
    outer = module.parent(chain)
    is_inner = isinstance(outer, cst.BinaryOperation) and outer.left is chain
    if following is None and is_inner:
        following = cst.ensure_type(outer, cst.BinaryOperation).right
    if following is None:
        yield from _read_uses(module, chain)
        return
    parser = value_of(module, following) if isinstance(following, cst.BaseExpression) else None
    if not isinstance(parser, cst.Call) or not any(
        name.startswith(_PARSERS) for name in module.names(parser.func)
    ):
        raise UncertainRead("a later step may read the content of the messages of the model")


def _read_structured(module: Module, call: cst.Call) -> Changes:
    arguments = keywords(cst.Call(call.func, call.args[1:]))
    method = arguments.get("method") if arguments is not None else None
    if arguments is None or "include_raw" in arguments:
        raise UncertainRead("the result of with_structured_output is read as a message")
    _check_arguments(call, frozenset(("method", "schema", "strict")))
    if method is not None and text_of(method.value) != "json_schema":
        raise UncertainRead("the tools of with_structured_output would be strict")
    yield from ()


def _read_tools(module: Module, call: cst.Call) -> Changes:
    arguments = keywords(cst.Call(call.func, call.args[1:]))
    if arguments is None:
        raise UncertainRead("the arguments of bind_tools are not written out")
    _check_arguments(call, _TOOL_ARGUMENTS)
    if "strict" not in arguments:  # so is Chat's default
        yield Edit(call, lambda binding: with_arguments(binding, _NOT_STRICT), counts=False)
    yield from _read_uses(module, call)


def _check_arguments(call: cst.Call, known: frozenset[str]) -> None:
    """Raise UncertainRead for an argument that LangChain drops, or that the API refuses."""
    for arg in call.args:
        if arg.star == "**":
            raise UncertainRead("the arguments of a call are not written out")
        if arg.keyword is not None and arg.keyword.value not in known:
            raise UncertainRead(f"{arg.keyword.value} may have no place in the Responses API")


def _read_answer(module: Module, call: cst.Call) -> Changes:
    _check_arguments(call, _CALL_ARGUMENTS)
    yield from _read_message(module, call)


def _read_stream(module: Module, call: cst.Call) -> Changes:
    _check_arguments(call, _CALL_ARGUMENTS)
    loop = module.parent(call)
    if isinstance(loop, (cst.CompFor, cst.For)) and loop.iter is call:
        target = loop.target
        chunks = uses(module, target) if isinstance(target, cst.Name) else None
        if chunks is not None:
            for chunk in chunks:
                yield from _read_message(module, chunk)
                if not _ignores_empty_texts(module, module.parent(chunk)):
                    yield _EMPTY_CHUNKS
            return
    raise UncertainRead("the stream of the model is handed on")


def _ignores_empty_texts(module: Module, text: cst.CSTNode | None) -> bool:
    """Return whether one more chunk without a text changes nothing where a text is read."""
    parent = module.parent(text) if text is not None else None
    if isinstance(parent, (cst.AugAssign, cst.BinaryOperation)):
        return True
    if isinstance(parent, (cst.If, cst.IfExp, cst.While, cst.BooleanOperation)):
        return True  # later reads are checked as well
    call = module.parent(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return False
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value == "write"
    end = keyword(call, "end")
    is_print = "builtins.print" in module.names(call.func)
    return is_print and end is not None and text_of(end.value) == ""


def _refuse_unknown(module: Module, call: cst.Call) -> Changes:
    raise UncertainRead("this use of the model is not known")


def _read_message(module: Module, node: cst.CSTNode) -> Changes:
    """Yield the edits of the uses of a message of the model."""
    parent = module.parent(node)
    if isinstance(parent, cst.Await):
        yield from _read_message(module, parent)
    elif isinstance(parent, (cst.Assign, cst.AnnAssign)):
        for use in _find_reads(module, parent):
            yield from _read_message(module, use)
    elif isinstance(parent, cst.Attribute) and parent.value is node:
        name = parent.attr.value
        if name == "content":
            yield Edit(parent, _read_text, counts=False)
        elif name not in _SAME_MEMBERS:
            raise UncertainRead(f"the code reads {name} of a message, which has another value then")
    elif not _is_remembered(module, parent):
        raise UncertainRead("a message of the model is handed on, and its content becomes a list")


def _is_remembered(module: Module, parent: cst.CSTNode | None) -> bool:
    """Return whether a message only joins a history that the model gets."""
    call = module.parent(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return False
    history = call.func.value
    if call.func.attr.value != "append" or not isinstance(history, cst.Name):
        return False
    scope = module.scope(history)
    uses_of_history = [
        use.node for each in (scope[history.value] if scope else ()) for use in each.references
    ]
    return all(_only_grows(module, use) for use in uses_of_history)


def _only_grows(module: Module, node: cst.CSTNode) -> bool:
    parent = module.parent(node)
    if isinstance(parent, cst.Attribute):
        return parent.attr.value in ("append", "extend", "insert")
    call = module.parent(parent) if isinstance(parent, cst.Arg) else None
    func = call.func if isinstance(call, cst.Call) else None
    return isinstance(func, cst.Attribute) and func.attr.value in _MESSAGE | _CHUNKS


def _find_reads(module: Module, parent: cst.CSTNode) -> list[cst.CSTNode]:
    """Return all reads of the name or attribute that an assignment binds."""
    target: cst.CSTNode | None = None
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        target = parent.targets[0].target
    elif isinstance(parent, cst.AnnAssign):
        target = parent.target
    if isinstance(target, cst.Name):
        reads = uses(module, target)
        if reads is not None:
            return list(reads)
    elif isinstance(target, cst.Attribute):
        owner = target
        same = [
            attribute
            for attribute in module.all(cst.Attribute)
            if attribute.attr.value == owner.attr.value
        ]
        if not all(attribute.deep_equals(owner) for attribute in same):
            raise UncertainRead(f"the code reads {owner.attr.value} of other values as well")
        read = [
            attribute
            for attribute in same
            if not isinstance(module.parent(attribute), cst.AssignTarget)
        ]
        if len(same) - len(read) <= 1:
            return [attribute for attribute in read if attribute is not owner]
    raise UncertainRead("its name is bound to something else as well")


def _read_text(attribute: Any) -> Any:
    return attribute.with_changes(attr=cst.Name("text"))


_GIVE_MORE = "make sure that it is higher, or remove the limit"
_SHARED = Doubt(
    "files that import this model get messages whose content is a list of blocks",
    "read text in place of content there",
)
_EMPTY_CHUNKS = Doubt(
    "a stream of Responses has one more chunk, without text",
    "skip chunks without text",
)
_NOT_STRICT = {"strict": cst.Name("False")}
_METHOD_READERS = {
    "bind_tools": _read_tools,
    "with_structured_output": _read_structured,
    **dict.fromkeys(_CHUNKS, _read_stream),
    **dict.fromkeys(_MESSAGE, _read_answer),
    **dict.fromkeys(_MODEL_METHODS, _read_uses),
}
