"""What a data URL says of itself, and what the endpoint says of one that it can't read."""

from __future__ import annotations

import re
from typing import NamedTuple

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
FILE_EXAMPLE = "data:text/plain;base64,SGVsbG8sIFdvcmxkIQ=="
_HEADER = 256  # characters; what is longer has no comma where one belongs


class DataUrl(NamedTuple):
    """Its media type in small letters, whether it is base64, and whether anything follows."""

    media_type: str
    encoded: bool
    filled: bool

    @property
    def shown(self) -> str:
        """The media type for a message: nothing but one is ever quoted."""
        return self.media_type if _MEDIA_TYPE.fullmatch(self.media_type) else ""


def fault(data: DataUrl, *, is_read: bool) -> str | None:
    """Say what is wrong with data, if anything; ``is_read``: its type is one that is."""
    if not data.encoded:
        return "a value without the ';base64' separator"
    if not is_read:
        return f"unsupported MIME type '{data.shown}'"
    return None if data.filled else "empty base64-encoded bytes"


def data_url(url: str) -> DataUrl:
    """Read the header of a text that begins with ``data:``; the data is not looked at."""
    header, comma, _ = url[5:_HEADER].partition(",")
    media_type, *parameters = header.lower().split(";")
    encoded = bool(comma) and "base64" in (one.strip() for one in parameters)
    return DataUrl(media_type.strip(), encoded, len(url) > 6 + len(header))


def file_fault(place: str, data: str, unread: tuple[str, ...] = ()) -> str | None:
    """Say what is wrong with the data of a file; ``unread`` are the kinds that none is read of."""
    wrong = _file_fault(data, unread)
    if wrong is None:
        return None
    return (
        f"Invalid file data: '{place}'. Expected a base64-encoded data URL with a valid file MIME "
        f"type (e.g. '{FILE_EXAMPLE}'), but got {wrong}."
    )


def _file_fault(data: str, unread: tuple[str, ...]) -> str | None:
    if data[:5].lower() != "data:":
        return "a value without the 'data:' prefix"
    read = data_url(data)
    return fault(read, is_read=read.media_type.partition("/")[0] not in unread)
