"""The servers: their options, and the members and values that they refuse, with sources.

A *preset* is the options of a server by its name; a *target* of ``validate`` is a server by the
same name. The table contains only documented or recorded facts; ``docs/presets.md`` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from responses_protocol._arguments import check_choice
from responses_protocol._formats.options import DEFAULT, Options, Preset

OPEN = "open"  # the target for any server


@dataclass(frozen=True)
class Server:
    """The known facts about a server; each mapping has the source of every fact.

    options
        The options for translations to and from its Chat.
    refuses
        The members of a Chat request that it refuses or ignores.
    refuses_messages
        The members of Chat messages that it refuses.
    refuses_roles, refuses_tools, refuses_choices, refuses_formats
        The roles of Chat messages, and the types of tools, of tool choices and of response formats,
        likewise.
    refuses_last_role
        The role that the last message of a request must not have.
    most_tools
        The maximum of tools in a Chat request, where it is known.
    wants_json_word
        The source of the rule that a Chat request for a JSON object must contain the word JSON,
        None if the server has no such rule.
    closed
        Whether it refuses unknown members; other servers ignore them.
    openai
        Whether it has the rules of OpenAI's endpoints for the structure of requests.
    """

    options: Options
    refuses: Mapping[str, str] = field(default_factory=dict)
    refuses_messages: Mapping[str, str] = field(default_factory=dict)
    refuses_roles: Mapping[str, str] = field(default_factory=dict)
    refuses_tools: Mapping[str, str] = field(default_factory=dict)
    refuses_choices: Mapping[str, str] = field(default_factory=dict)
    refuses_formats: Mapping[str, str] = field(default_factory=dict)
    refuses_last_role: str | None = None
    most_tools: int | None = None
    wants_json_word: str | None = None
    closed: bool = False
    openai: bool = False


DATABRICKS = (
    "https://docs.databricks.com/aws/en/machine-learning/foundation-model-apis/api-reference"
)
DEEPSEEK = "https://api-docs.deepseek.com/api/create-chat-completion"
GROQ = "https://console.groq.com/docs/openai"
GROQ_API = "https://console.groq.com/docs/api-reference#chat-create"
MISTRAL = "https://docs.mistral.ai/api/endpoint/chat"
OLLAMA = "https://docs.ollama.com/api/openai-compatibility"
VLLM = "https://github.com/vllm-project/vllm, entrypoints/openai/chat_completion/protocol.py"
JSON_WORD = "https://github.com/meta-llama/PurpleLlama/issues/94"
DEEPSEEK_JSON = "https://api-docs.deepseek.com/guides/json_mode"
ZAI = "https://docs.z.ai/api-reference/llm/chat-completion"
# Mistral answers 422, "Extra inputs are not permitted", to any undocumented parameter: its
# changelog, quoted in https://github.com/github/app/issues/3299, and for `seed`
# https://github.com/Vali-98/ChatterUI/issues/143. The documentation has the list.
MISTRAL_LACKS = (
    "audio",
    "function_call",
    "functions",
    "logit_bias",
    "logprobs",
    "modalities",
    "moderation",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "seed",
    "service_tier",
    "top_logprobs",
    "user",
    "verbosity",
    "web_search_options",
)
# options for servers with Chat's older parameters, which accept only functions
OLDER_CHAT = Options(custom_tools="function", developer_role="system", token_limit="max_tokens")
SERVERS: Mapping[str, Server] = MappingProxyType(
    {
        "openai": Server(DEFAULT, most_tools=128, wants_json_word=JSON_WORD, openai=True),
        "azure": Server(
            Options(server="azure"), most_tools=128, wants_json_word=JSON_WORD, openai=True
        ),
        "databricks": Server(
            replace(OLDER_CHAT, server="databricks", reasoning="reasoning_parts"),
            refuses={
                "max_completion_tokens": (
                    "https://github.com/OpenHands/software-agent-sdk/pull/2128"
                ),
                "web_search_options": DATABRICKS,
            },
            refuses_roles={"developer": DATABRICKS},
            refuses_tools={"custom": DATABRICKS},
            refuses_choices={"allowed_tools": DATABRICKS},
        ),
        "deepseek": Server(
            replace(OLDER_CHAT, server="deepseek", reasoning="reasoning_content"),
            refuses={"web_search_options": DEEPSEEK},
            refuses_roles={"developer": "https://github.com/phidatahq/phidata/pull/1763"},
            refuses_tools={"custom": DEEPSEEK},
            refuses_choices={"allowed_tools": DEEPSEEK},
            refuses_formats={"json_schema": "https://github.com/llm-exe/llm-exe/issues/662"},
            most_tools=128,
            wants_json_word=DEEPSEEK_JSON,
        ),
        "groq": Server(
            replace(OLDER_CHAT, server="groq", reasoning="reasoning"),
            refuses={
                **dict.fromkeys(("logit_bias", "logprobs", "top_logprobs"), GROQ),
                "web_search_options": GROQ_API,
            },
            refuses_messages={
                "name": GROQ,
                "reasoning_content": "https://github.com/SimonSchubert/Kai/issues/265",
            },
            refuses_tools={"custom": GROQ_API},
            refuses_choices={"allowed_tools": GROQ_API},
            most_tools=128,
            closed=True,
        ),
        "mistral": Server(
            # accepts images in a tool message, and no user message behind it (code 3230)
            replace(
                OLDER_CHAT,
                server="mistral",
                call_ids="nine",
                reasoning="thinking",
                tool_output_media="inline",
            ),
            refuses={
                **dict.fromkeys(MISTRAL_LACKS, MISTRAL),
                "max_completion_tokens": "https://github.com/Gitlawb/openclaude/issues/739",
                "store": "https://github.com/zed-industries/zed/issues/57122",
            },
            refuses_messages={
                "reasoning_content": "https://github.com/charmbracelet/crush/issues/1590"
            },
            refuses_roles={
                "developer": "https://docs.mistral.ai/studio-api/conversations/chat-completion"
            },
            refuses_tools={"custom": MISTRAL},
            refuses_choices={"allowed_tools": MISTRAL},
            refuses_last_role="assistant",  # RP966, from api.mistral.ai
            closed=True,
        ),
        "mlflow": Server(Options(server="mlflow", items="mlflow")),
        "ollama": Server(
            replace(
                OLDER_CHAT,
                server="ollama",
                empty_arguments="object",
                reasoning="reasoning",
                tool_only_content="empty",
            ),
            refuses={"web_search_options": OLLAMA},
            refuses_tools={"custom": OLLAMA},
        ),
        "openrouter": Server(
            replace(OLDER_CHAT, server="openrouter", reasoning="reasoning_details")
        ),
        "perplexity": Server(replace(OLDER_CHAT, server="perplexity", reasoning="think_tags")),
        "vllm": Server(
            replace(OLDER_CHAT, server="vllm", reasoning="reasoning"),
            refuses={"web_search_options": VLLM},
            refuses_tools={"custom": VLLM},
            refuses_choices={"allowed_tools": VLLM},
        ),
        "xai": Server(replace(OLDER_CHAT, server="xai", reasoning="reasoning_content")),
        "zai": Server(
            replace(OLDER_CHAT, server="zai", reasoning="reasoning_content"),
            refuses={"web_search_options": ZAI},
            refuses_tools={"custom": ZAI},
            refuses_choices={"allowed_tools": ZAI},
        ),
    }
)
Target = Literal[Preset, "open"]
TARGETS: tuple[str, ...] = (*SERVERS, OPEN)
PRESETS: Mapping[str, Options] = MappingProxyType(
    {name: server.options for name, server in SERVERS.items()}
)


def find_preset(name: str) -> Options:
    """Return the options of a preset; raise ValueError if there is none of this name."""
    check_choice("options", name, PRESETS)
    return PRESETS[name]
