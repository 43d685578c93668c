"""Options by the name of the server that a Chat request goes to, or an answer comes from.

What each server wants, as of November 2026: `docs/presets.md` has the reasons. A preset is no more
than the options in it, and can be taken as a start: ``dataclasses.replace(PRESETS["vllm"], ...)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from responses_protocol.formats.options import DEFAULT, Options

PRESETS: Mapping[str, Options] = MappingProxyType(
    {
        "openai": DEFAULT,
        "azure": DEFAULT,
        "databricks": Options(
            custom_tools="function",
            developer_role="system",
            token_limit="max_tokens",
        ),
        "deepseek": Options(
            custom_tools="function",
            developer_role="system",
            reasoning="reasoning_content",
            token_limit="max_tokens",
        ),
        "mistral": Options(
            call_ids="nine",
            custom_tools="function",
            developer_role="system",
            reasoning="thinking",
            token_limit="max_tokens",
        ),
        "mlflow": Options(items="mlflow"),
        "ollama": Options(
            custom_tools="function",
            developer_role="system",
            empty_arguments="object",
            reasoning="reasoning",
            token_limit="max_tokens",
            tool_only_content="empty",
        ),
        "vllm": Options(
            custom_tools="function",
            developer_role="system",
            reasoning="reasoning",
            token_limit="max_tokens",
        ),
    }
)


def preset(name: str) -> Options:
    """Return the options of a preset; raise ValueError where there is none of this name."""
    if name not in PRESETS:
        raise ValueError(f"presets are {', '.join(PRESETS)}")
    return PRESETS[name]
