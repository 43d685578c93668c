"""RPM110: ``model_dump_compat``, which MLflow has no more since 3.6."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.fixer import Edit, Fixer
from responses_protocol._codemods.module import Module

NAME = "model_dump_compat"


def run(module: Module) -> Iterator[Edit]:
    """Yield the edits of the name, unless the text defines a method of this name itself."""
    if any(node.name.value == NAME for node in module.all(cst.FunctionDef)):
        return
    for node in module.all(cst.Attribute):
        if node.attr.value == NAME:
            yield Edit(node, lambda call_node: call_node.with_changes(attr=cst.Name("model_dump")))


FIXER = Fixer(
    code="RPM110",
    name="model-dump-compat",
    summary="model_dump_compat, which MLflow removed in 3.6, becomes model_dump",
    default=True,
    wrong="message.model_dump_compat(exclude_none=True)",
    right="message.model_dump(exclude_none=True)",
    run=run,
)
