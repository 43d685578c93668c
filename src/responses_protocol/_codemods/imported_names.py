"""The names that files of a run import from each other: their values have readers elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.module import Module


def imported_names(module: Module, sources: frozenset[str]) -> frozenset[str]:
    """Return the names that a text reads of some modules, ``app.answer``; ``app.*`` is all of them.

    ``sources`` has the last part of the name of each module.
    """
    return frozenset(_yield_names(module, sources))


def _yield_names(module: Module, sources: frozenset[str]) -> Iterator[str]:
    for node in module.all(cst.ImportFrom):
        source = _last_part(node.module)
        if source not in sources:
            continue
        if isinstance(node.names, cst.ImportStar):
            yield f"{source}.*"
        else:
            yield from (f"{source}.{_last_part(alias.name)}" for alias in node.names)
    for attribute in module.all(cst.Attribute):
        for name in module.names(attribute):
            parts = name.split(".")
            if len(parts) > 1 and parts[-2] in sources:
                yield f"{parts[-2]}.{parts[-1]}"


def is_imported(module: Module, name: str) -> bool:
    """Return whether another file of the run reads a name that this text binds at its top."""
    known = module.known
    return not known.imported_names.isdisjoint((f"{known.module}.{name}", f"{known.module}.*"))


def _last_part(node: cst.BaseExpression | None) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
