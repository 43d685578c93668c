"""Convert the ``url`` of an OpenAI Batch line with its request.

Source: the Batch guide; Azure and gateways have the same endpoints behind prefixes of their own.
"""

from __future__ import annotations

from typing import Any

from responses_protocol._formats.registry import DIALECTS
from responses_protocol.errors import ComplementError, ConversionError


def convert_url(record: dict[str, Any], source: str, to: str) -> dict[str, Any]:
    """Return a Batch line with the ``url`` for its request, which was converted to ``to``.

    A line without a ``url`` is returned unchanged. Raises ``ConversionError`` for a url that is not
    an endpoint for requests of ``source``.
    """
    if record.get("url") is None:
        return record
    url = _translate(record["url"], source, to)
    if url is None:
        reason = f"not the endpoint of a {source} request; --at /body leaves the url alone"
        raise ConversionError(reason, "/url")
    return record | {"url": url}


def restore_url(record: Any, url: str, source: str, to: str) -> Any:
    """Undo ``convert_url``: restore ``url``, unless it was changed since.

    Raises ``ComplementError`` for a url that ``convert_url`` can't have read.
    """
    written = _translate(url, source, to)
    if written is None:
        raise ComplementError("not a url that was converted", "/url")
    if isinstance(record, dict) and record.get("url") == written:
        return record | {"url": url}
    return record


def _translate(url: Any, source: str, to: str) -> str | None:
    old, new = (DIALECTS[dialect].endpoint for dialect in (source, to))
    if not old or not new or not isinstance(url, str) or not url.endswith(old):
        return None
    return url.removesuffix(old) + new
