"""Values that are written out, calls and their arguments; and new code of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import libcst as cst

from responses_protocol._codemods.bindings import readings, value_of
from responses_protocol._codemods.module import Module

Space = cst.BaseParenthesizableWhitespace
_PLAIN_STRING = re.compile(r"'[^'\\\n]*'|\"[^\"\\\n]*\"")
_CLIENT_ARGUMENTS = frozenset(("input", "messages"))  # to clients, which change nothing
_PLAIN_ROLES = frozenset(("assistant", "developer", "system", "user"))


def text_of(node: cst.CSTNode | None) -> str | None:
    """Return the value of a string that is written out in one piece or several."""
    if isinstance(node, cst.SimpleString) and _PLAIN_STRING.fullmatch(node.value):
        return node.value[1:-1]  # most strings, without a parser
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def is_text(node: cst.CSTNode | None) -> bool:
    """Return whether an expression plainly makes a string."""
    if isinstance(node, cst.FormattedString):
        return True
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        return node.func.value == "str"
    return text_of(node) is not None or isinstance(node, cst.ConcatenatedString)


def entries(node: cst.CSTNode | None) -> dict[str, cst.DictElement] | None:
    """Return the elements of a dict that is written out, by name; None for any other one."""
    if not isinstance(node, cst.Dict):
        return None
    elements = {}
    for element in node.elements:
        name = text_of(element.key) if isinstance(element, cst.DictElement) else None
        if name is None or not isinstance(element, cst.DictElement):
            return None
        elements[name] = element
    return elements


def keywords(call: cst.Call) -> dict[str, cst.Arg] | None:
    """Return the arguments of a call by name; None if one has no name."""
    if any(arg.keyword is None for arg in call.args):
        return None
    return {arg.keyword.value: arg for arg in call.args if arg.keyword is not None}


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    """Return one argument of a call, by its name."""
    return next((arg for arg in call.args if arg.keyword and arg.keyword.value == name), None)


def is_plain_chat(module: Module, node: cst.BaseExpression | None) -> bool:
    """Return whether messages are written out, and mean the same in both APIs: texts with roles."""
    messages = value_of(module, node)
    if not isinstance(messages, cst.List) or not stays(module, node):
        return False
    return all(
        isinstance(element, cst.Element) and _is_plain_message(module, element.value)
        for element in messages.elements
    )


def stays(module: Module, node: cst.BaseExpression | None) -> bool:
    """Return whether the value of a name can't have changed before it is read."""
    if not isinstance(node, cst.Name):
        return True
    return all(_is_only_read(module, use) for use in readings(module, node) or ())


def _is_only_read(module: Module, node: cst.Name) -> bool:
    parent = module.parent(node)
    if isinstance(parent, cst.Arg):
        return parent.keyword is not None and parent.keyword.value in _CLIENT_ARGUMENTS
    return isinstance(parent, cst.DictElement)


def _is_plain_message(module: Module, node: cst.BaseExpression) -> bool:
    members = entries(node)
    if members is None or members.keys() - {"id"} != {"role", "content"}:
        return False
    return text_of(members["role"].value) in _PLAIN_ROLES and is_text(
        value_of(module, members["content"].value)
    )


def rename_key(literal: cst.Dict, name: str, new: str) -> cst.Dict:
    """Return a dict with a key called otherwise, in the quotes that it has."""
    return literal.with_changes(
        elements=[
            element.with_changes(key=_quote_like(element.key, new))
            if isinstance(element, cst.DictElement) and text_of(element.key) == name
            else element
            for element in literal.elements
        ]
    )


def with_entry(literal: cst.Dict, name: str, value: cst.BaseExpression) -> cst.Dict:
    """Return a dict with another value for a key that it has."""
    return literal.with_changes(
        elements=[
            element.with_changes(value=value)
            if isinstance(element, cst.DictElement) and text_of(element.key) == name
            else element
            for element in literal.elements
        ]
    )


def without_entry(literal: cst.Dict, name: str) -> cst.Dict:
    """Return a dict without a key."""
    elements, before, after = _remove_elements(
        literal.elements,
        literal.lbrace.whitespace_after,
        literal.rbrace.whitespace_before,
        lambda element: isinstance(element, cst.DictElement) and text_of(element.key) == name,
    )
    return literal.with_changes(
        elements=elements,
        lbrace=literal.lbrace.with_changes(whitespace_after=before),
        rbrace=literal.rbrace.with_changes(whitespace_before=after),
    )


def without_argument(call: cst.Call, name: str) -> cst.Call:
    """Return a call without the argument of a name."""
    args, before, after = _remove_elements(
        call.args,
        call.whitespace_before_args,
        call.args[-1].whitespace_after_arg,
        lambda arg: bool(arg.keyword and arg.keyword.value == name),
    )
    if args:
        args[-1] = args[-1].with_changes(whitespace_after_arg=after)
    return call.with_changes(args=args, whitespace_before_args=before)


def with_arguments(call: cst.Call, values: Mapping[str, cst.BaseExpression]) -> cst.Call:
    """Return a call with further arguments by name, laid out as the last one is."""
    args = list(call.args)
    for name, value in values.items():
        argument = cst.Arg(
            value,
            cst.Name(name),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        if args:
            last = args[-1]
            comma = args[-2].comma if len(args) > 1 else cst.Comma(whitespace_after=_SPACE)
            argument = argument.with_changes(
                comma=with_comment(last.comma, None),
                whitespace_after_arg=last.whitespace_after_arg,
            )
            args[-1] = last.with_changes(
                comma=with_comment(comma, last.comma), whitespace_after_arg=_NO_SPACE
            )
        args.append(argument)
    return call.with_changes(args=args)


def with_comment(comma: Any, other_comma: Any) -> Any:
    """Return a comma with its line end, and with the comment that another comma has there.

    With another one it goes elsewhere, and comments below it stay where they were.
    """
    if not isinstance(comma, cst.Comma):
        return comma
    space = comma.whitespace_after
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return comma
    if other_comma is None:
        return comma.with_changes(
            whitespace_after=space.with_changes(first_line=cst.TrailingWhitespace())
        )
    other_space = other_comma.whitespace_after if isinstance(other_comma, cst.Comma) else None
    line = cst.TrailingWhitespace()
    line = other_space.first_line if isinstance(other_space, cst.ParenthesizedWhitespace) else line
    return comma.with_changes(whitespace_after=space.with_changes(first_line=line, empty_lines=[]))


def rename_argument(call: cst.Call, name: str, new: str) -> cst.Call:
    """Return a call with an argument called otherwise."""
    return call.with_changes(
        args=[
            arg.with_changes(keyword=cst.Name(new))
            if arg.keyword and arg.keyword.value == name
            else arg
            for arg in call.args
        ]
    )


def read_member(node: cst.CSTNode | None) -> str | None:
    """Return the member that an attribute, or a subscript with a text, reads of its value."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    if isinstance(node, cst.Subscript) and len(node.slice) == 1:
        index = node.slice[0].slice
        return text_of(index.value) if isinstance(index, cst.Index) else None
    return None


def wrap_in_call(function: str, node: cst.BaseExpression) -> cst.Call:
    """Return a call of a function with an expression."""
    return cst.Call(cst.Name(function), [cst.Arg(node)])


def _remove_elements(
    elements: Sequence[Any], before: Space, after: Space, unwanted: Callable[[Any], bool]
) -> tuple[list[Any], Space, Space]:
    """Return elements without those that are not wanted, and the space before and after them all.

    Comments above an element stay, also above one that goes: they may be about those that follow.
    """
    elements_kept: list[Any] = []
    for index, element in enumerate(elements):
        if not unwanted(element):
            elements_kept.append(element)
            continue
        space = element.comma.whitespace_after if isinstance(element.comma, cst.Comma) else None
        if not elements_kept:
            before = before if space is None else _join_space(before, space)
        elif index + 1 < len(elements) or isinstance(space, cst.ParenthesizedWhitespace):
            elements_kept[-1] = _with_space(
                elements_kept[-1], _join_space(elements_kept[-1].comma.whitespace_after, space)
            )
        elif _has_comments(elements_kept[-1].comma.whitespace_after):
            elements_kept[-1] = _with_space(
                elements_kept[-1], _join_space(elements_kept[-1].comma.whitespace_after, after)
            )
            after = _NO_SPACE
        elif space is not None:
            elements_kept[-1] = _with_space(elements_kept[-1], _NO_SPACE)
        else:
            elements_kept[-1] = elements_kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return elements_kept, before, after


def _with_space(element: Any, space: Space) -> Any:
    return element.with_changes(comma=element.comma.with_changes(whitespace_after=space))


def _has_comments(space: Space) -> bool:
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return False
    below = any(line.comment is not None for line in space.empty_lines)
    return below or space.first_line.comment is not None


def _join_space(before: Space, after: Space | None) -> Space:
    """Return the space in place of that before an element and that after it."""
    if not isinstance(after, cst.ParenthesizedWhitespace):
        return before
    if not isinstance(before, cst.ParenthesizedWhitespace):
        return after.with_changes(first_line=cst.TrailingWhitespace())
    lines = [*before.empty_lines, *after.empty_lines]
    return after.with_changes(first_line=before.first_line, empty_lines=lines)


def _quote_like(key: cst.BaseExpression, new: str) -> cst.BaseExpression:
    quote = key.quote if isinstance(key, cst.SimpleString) else '"'
    return cst.SimpleString(f"{quote}{new}{quote}")


_NO_SPACE = cst.SimpleWhitespace("")
_SPACE = cst.SimpleWhitespace(" ")
