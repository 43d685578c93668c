"""What servers take: one row a server, with where that is known from.

A *preset* is the options of a server by its name; the rest of its row says what it is known to
refuse. Only what is documented or recorded to be refused stands here: what is unknown passes.
`docs/presets.md` shows the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from responses_protocol.formats.options import DEFAULT, Options


@dataclass(frozen=True)
class Server:
    """What is known of a server.

    options
        How Chat is written for it, and read from it.
    refuses
        The members of a Chat request that it refuses, each with the source of that.
    """

    options: Options
    refuses: Mapping[str, str] = field(default_factory=dict)


# servers with Chat's older parameters, which know functions only
OLDER = Options(custom_tools="function", developer_role="system", token_limit="max_tokens")
SERVERS: Mapping[str, Server] = MappingProxyType(
    {
        "openai": Server(DEFAULT),
        "azure": Server(Options(server="azure")),
        "databricks": Server(replace(OLDER, server="databricks", reasoning="reasoning_parts")),
        "deepseek": Server(replace(OLDER, server="deepseek", reasoning="reasoning_content")),
        "groq": Server(
            replace(OLDER, server="groq", reasoning="reasoning"),
            refuses=dict.fromkeys(
                ("logit_bias", "logprobs", "top_logprobs"), "https://console.groq.com/docs/openai"
            ),
        ),
        "mistral": Server(
            # takes images of a tool in its message, and no user's message behind it (code 3230)
            replace(
                OLDER,
                server="mistral",
                call_ids="nine",
                reasoning="thinking",
                tool_output_media="inline",
            ),
            refuses={"store": "https://github.com/OpenHands/software-agent-sdk/pull/2128"},
        ),
        "mlflow": Server(Options(server="mlflow", items="mlflow")),
        "ollama": Server(
            replace(
                OLDER,
                server="ollama",
                empty_arguments="object",
                reasoning="reasoning",
                tool_only_content="empty",
            )
        ),
        "openrouter": Server(replace(OLDER, server="openrouter", reasoning="reasoning_details")),
        "vllm": Server(replace(OLDER, server="vllm", reasoning="reasoning")),
        "xai": Server(replace(OLDER, server="xai", reasoning="reasoning_content")),
        "zai": Server(replace(OLDER, server="zai", reasoning="reasoning_content")),
    }
)
PRESETS: Mapping[str, Options] = MappingProxyType(
    {name: server.options for name, server in SERVERS.items()}
)


def preset(name: str) -> Options:
    """Return the options of a preset; raise ValueError where there is none of this name."""
    if name not in PRESETS:
        raise ValueError(f"presets are {', '.join(PRESETS)}")
    return PRESETS[name]
