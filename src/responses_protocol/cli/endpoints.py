"""The ``url`` of an OpenAI Batch line, which has to follow its request to the other API.

Source: the Batch guide; Azure and gateways have the same endpoints behind prefixes of their own.
"""

from __future__ import annotations

from typing import Any

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.registry import DIALECTS


def moved(record: dict[str, Any], source: str, to: str) -> dict[str, Any]:
    """A Batch line with its ``url``, if it has one, for a request that went from ``source`` to
    the dialect ``to``. Raises ``ConversionError`` where that is no url for requests of ``source``.
    """
    if record.get("url") is None:
        return record
    url = _other(record["url"], source, to)
    if url is None:
        reason = f"not the endpoint of a {source} request; --at /body leaves the url alone"
        raise ConversionError(reason, "/url")
    return record | {"url": url}


def moved_back(record: Any, url: str, source: str, to: str) -> Any:
    """Undo ``moved``: put ``url`` back, unless it was changed since.

    Raises ``ComplementError`` where ``moved`` can't have met this url.
    """
    written = _other(url, source, to)
    if written is None:
        raise ComplementError("not a url that was converted", "/url")
    if isinstance(record, dict) and record.get("url") == written:
        return record | {"url": url}
    return record


def _other(url: Any, source: str, to: str) -> str | None:
    old, new = (DIALECTS[dialect].endpoint for dialect in (source, to))
    if not old or not new or not isinstance(url, str) or not url.endswith(old):
        return None
    return url.removesuffix(old) + new
