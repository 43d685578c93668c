"""Features of models by their names."""

from __future__ import annotations

import re

from responses_protocol._values import Json

_REASONS = re.compile(r"(^|/)(o[1-9]|gpt-[5-9])(?!.*chat)")


def reasons(model: Json) -> bool:
    """Return whether the name of a model is that of an OpenAI model that reasons."""
    return isinstance(model, str) and _REASONS.search(model) is not None
