"""Features of models by their names."""

from __future__ import annotations

import re

from responses_protocol.values import Json

_REASONS = re.compile(r"(^|/)(o[1-9]|gpt-[5-9])(?!.*chat)")


def reasons(model: Json) -> bool:
    """Tell whether a model is one of OpenAI's that reason, as far as its name says."""
    return isinstance(model, str) and _REASONS.search(model) is not None
