"""The word that a request for any JSON object has to say, besides its parameter.

OpenAI and DeepSeek refuse the shape ``json_object`` where no message says "json" in some form;
instructions of Responses are no message.
"""

from __future__ import annotations

from responses_protocol.values import Json

WORD = "json"


def shape_of(request: Json) -> tuple[str, Json]:
    """Return the pointer to the shape of answers that a request of either dialect asks for."""
    text = request.get("text")
    if isinstance(text, dict) and isinstance(text.get("format"), dict):
        return "/text/format", text["format"].get("type")
    shape = request.get("response_format")
    return "/response_format", shape.get("type") if isinstance(shape, dict) else None


def is_said(request: Json) -> bool:
    """Tell whether any message, or the output of a tool, says the word."""
    for member in ("input", "messages"):
        history = request.get(member)
        if isinstance(history, str) and WORD in history.lower():
            return True
        for one in history if isinstance(history, list) else ():
            left = [one.get("content"), one.get("output"), one.get("tool_calls")]
            while left:
                inner = left.pop()
                if isinstance(inner, str) and WORD in inner.lower():
                    return True
                if isinstance(inner, (list, dict)):
                    left += inner.values() if isinstance(inner, dict) else inner
    return False
