"""Parameters that OpenAI's Chat endpoint accepts for some models only, by their names."""

from __future__ import annotations

import re

from responses_protocol._values import Json

# gpt-4o-search-preview, gpt-4o-mini-search-preview, gpt-5-search-api, and dated ones. Others get
# "Web search options not supported with this model.", as recorded by pydantic-ai.
_SEARCHES = re.compile(r"-search-(preview|api)\b")
_VERSION = re.compile(r"\bgpt-(\d+)(?:\.(\d+))?")
NO_EFFORT = "none"
# https://github.com/openai/openai-openapi/issues/541, https://github.com/BerriAI/litellm/pull/34569
REFUSES_EFFORT = (5, 4)  # the first version that refuses function tools beside an effort
REFUSES_TOOLS = (5, 6)  # the first that reasons by default, and so refuses them without an effort


def can_search(model: Json) -> bool:
    """Return whether a model accepts ``web_search_options``."""
    return isinstance(model, str) and _SEARCHES.search(model) is not None


def refuses_functions(model: Json, effort: Json) -> bool:
    """Return whether Chat refuses function tools for a model with this ``reasoning_effort``.

    ``effort`` is None if the request has none.
    """
    match = _VERSION.search(model) if isinstance(model, str) else None
    if match is None or effort == NO_EFFORT:
        return False
    version = int(match[1]), int(match[2] or 0)
    return version >= (REFUSES_TOOLS if effort is None else REFUSES_EFFORT)
