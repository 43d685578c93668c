"""What an endpoint was seen to refuse for being null, or for not being there.

The types of the SDKs say of more members that they are required, or are not null, than the endpoint
enforces: it took reasoning without an id, texts without annotations, and a format that is null.
What only they say is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from responses_protocol.checks.structure.faults import Fault

MEASURED = "measured at api.openai.com in August 2026"
REQUIRED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("function", "messages", "model", "name", "role", "type"), MEASURED),
        "content": "https://github.com/docker/docker-agent/issues/63",
        "server_label": "https://github.com/wandb/wandb-mcp-server/pull/5",
        "summary": "https://github.com/newo-ether/Agora/issues/126",
    }
)
"""Members that a request was refused without, and where that was seen."""
NOT_NULL: Mapping[str, str] = MappingProxyType(
    {
        "content": "https://github.com/run-llama/llama_index/issues/17555",
        "id": "https://github.com/VectorlyApp/bluebox/pull/115",
    }
)
"""Members that were refused as null, and where that was seen."""


def is_doubtful(fault: Fault) -> bool:
    """Tell whether nobody saw a refusal of what a fault is about: a missing member, or a null."""
    if fault.keyword == "required":
        return fault.limit not in REQUIRED
    if fault.value is None:
        return not fault.steps or fault.steps[-1] not in NOT_NULL
    return False
