"""A tool server of MCP on standard input and output, with one tool."""

from __future__ import annotations

import json
import sys
from typing import Any

TOOL = {
    "name": "find",
    "description": "Finds a parcel by the name of its owner.",
    "inputSchema": {"type": "object", "properties": {"owner": {"type": "string"}}},
}


def result_of(request: dict[str, Any]) -> dict[str, Any]:
    parameters = request.get("params", {})
    if request["method"] == "initialize":
        return {
            "protocolVersion": parameters["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "parcels", "version": "1"},
        }
    if request["method"] == "tools/list":
        return {"tools": [TOOL]}
    if request["method"] == "tools/call":
        text = f"The parcel of {parameters['arguments']['owner']} is at sea."
        return {"content": [{"type": "text", "text": text}]}
    return {}


if __name__ == "__main__":
    for line in sys.stdin:
        request = json.loads(line)
        if "id" in request:  # others are notices
            answer = {"jsonrpc": "2.0", "id": request["id"], "result": result_of(request)}
            print(json.dumps(answer), flush=True)
