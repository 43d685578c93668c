"""Options by the name of the server that a Chat request goes to, or an answer comes from.

What each server wants, as of November 2026: `docs/presets.md` has the reasons. A preset is no more
than the options in it, and can be taken as a start: ``dataclasses.replace(PRESETS["vllm"], ...)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from responses_protocol.formats.options import DEFAULT, Options

# servers with Chat's older parameters, which know functions only
OLDER = Options(custom_tools="function", developer_role="system", token_limit="max_tokens")
PRESETS: Mapping[str, Options] = MappingProxyType(
    {
        "openai": DEFAULT,
        "azure": DEFAULT,
        "databricks": OLDER,
        "deepseek": replace(OLDER, reasoning="reasoning_content"),
        "mistral": replace(OLDER, call_ids="nine", reasoning="thinking"),
        "mlflow": Options(items="mlflow"),
        "ollama": replace(
            OLDER,
            empty_arguments="object",
            reasoning="reasoning",
            tool_only_content="empty",
        ),
        "vllm": replace(OLDER, reasoning="reasoning"),
    }
)


def preset(name: str) -> Options:
    """Return the options of a preset; raise ValueError where there is none of this name."""
    if name not in PRESETS:
        raise ValueError(f"presets are {', '.join(PRESETS)}")
    return PRESETS[name]
