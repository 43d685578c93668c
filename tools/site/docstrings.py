"""Convert the parameters in docstrings, a name and an indented description, to Markdown."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

# A line of names, and indented lines below it, which Markdown would read as a block of code.
PARAMETER = re.compile(r"^(\w+(?:, \w+)*)\n((?: {4}.*\n?|\n(?= {4}))+)", re.MULTILINE)


class Parameters(Extension):
    """Write such parameters as lists of definitions."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Change the docstring of an object before it is shown."""
        if obj.docstring is not None:
            obj.docstring.value = PARAMETER.sub(_definition, obj.docstring.value + "\n")


def _definition(found: re.Match[str]) -> str:
    names = ", ".join(f"`{name}`" for name in found[1].split(", "))
    return f"\n{names}\n:   {found[2].removeprefix('    ')}\n"
