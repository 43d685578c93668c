"""Quotes of strings inside f-strings: before Python 3.12 they differ from those around them."""

from __future__ import annotations

import libcst as cst


def requote(literal: cst.FormattedString) -> cst.FormattedString:
    """Return an f-string whose inner strings have other quotes than it has itself.

    A string that holds the other quote, or a backslash, stays.
    """
    quote = literal.start[-1]
    if literal.end != quote:  # three quotes end at no single one
        return literal
    changed = literal.visit(_Quotes(quote, _OTHER[quote]))
    return cst.ensure_type(changed, cst.FormattedString)


class _Quotes(cst.CSTTransformer):
    def __init__(self, quote: str, replacement: str) -> None:
        super().__init__()
        self._quote = quote
        self._other = replacement

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        raw = updated_node.raw_value
        if updated_node.quote != self._quote or self._other in raw or "\\" in raw:
            return updated_node
        return updated_node.with_changes(
            value=f"{updated_node.prefix}{self._other}{raw}{self._other}"
        )


_OTHER = {'"': "'", "'": '"'}
