"""How Chat messages are written that a ChatAgent can hold."""

from __future__ import annotations

from dataclasses import replace

from responses_protocol._formats.options import Options


def chat_options(options: Options) -> Options:
    """Return the options by which Chat messages are written for a ChatAgent."""
    return replace(
        options,
        custom_tools="function",
        message_ids="keep",
        reasoning="think_tags" if options.reasoning == "think_tags" else "omit",
        tool_only_content="empty",  # as MLflow documents it: its dumps leave out null
        tool_output_media="omit",
    )
