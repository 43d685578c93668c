"""Members that an endpoint was observed to require, or to refuse as null.

The types of the SDKs require more members, and allow fewer nulls, than the endpoint enforces: it
accepted reasoning without an id, texts without annotations, and a format that is null. A violation
of these types alone is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from responses_protocol._checks.structure.violations import Violation

MEASURED = "measured at api.openai.com in August 2026"
REQUIRED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("function", "messages", "model", "name", "role", "type"), MEASURED),
        "content": "https://github.com/docker/docker-agent/issues/63",
        "server_label": "https://github.com/wandb/wandb-mcp-server/pull/5",
        "summary": "https://github.com/newo-ether/Agora/issues/126",
    }
)
"""Members that requests were refused without, and where that was observed."""
NOT_NULL: Mapping[str, str] = MappingProxyType(
    {
        "content": "https://github.com/run-llama/llama_index/issues/17555",
        "id": "https://github.com/VectorlyApp/bluebox/pull/115",
    }
)
"""Members that were refused as null, and where that was observed."""


def is_doubtful(violation: Violation) -> bool:
    """Return whether no endpoint was seen to refuse this missing member, or this null."""
    if violation.keyword == "required":
        return violation.limit not in REQUIRED
    if violation.value is None:
        return not violation.steps or violation.steps[-1] not in NOT_NULL
    return False
