"""Data URLs and addresses of images and files, checked in the words of OpenAI's endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from responses_protocol._checks.rule import Problem, View
from responses_protocol._values import Json

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_NO_LETTER = re.compile(r"[^A-Za-z0-9+/_-]")
BROKEN_BASE64 = "invalid base64-encoded bytes"
_HEADER = 256  # characters: a longer header is damaged


class DataUrl(NamedTuple):
    """The media type of a data URL in lower case, whether it is base64, and its data."""

    media_type: str
    encoded: bool
    data: str

    @property
    def printable_type(self) -> str:
        """The media type, or nothing if it is malformed: messages quote no other text."""
        return self.media_type if _MEDIA_TYPE.fullmatch(self.media_type) else ""


def describe_problem(data: DataUrl, *, is_read: bool) -> str | None:
    """Return the defect of a data URL, or None; ``is_read`` is whether its type is read."""
    if not data.encoded:
        return "a value without the ';base64' separator"
    if not is_read:
        return f"unsupported MIME type '{data.printable_type}'"
    return None if data.data else "empty base64-encoded bytes"


def parse_data_url(url: str) -> DataUrl:
    """Parse a string that begins with ``data:``."""
    header, comma, _ = url[5:_HEADER].partition(",")
    media_type, *parameters = header.lower().split(";")
    encoded = bool(comma) and "base64" in (parameter.strip() for parameter in parameters)
    return DataUrl(media_type.strip(), encoded, url[6 + len(header) :])


def is_broken(data: str) -> bool:
    """Return whether every reader of base64 refuses the data: lenient ones accept some damage."""
    letters = "".join(data.split()).rstrip("=")
    return _NO_LETTER.search(letters) is not None or len(letters) % 4 == 1


class Media(NamedTuple):
    """The media types that the endpoint reads, in its words (``wanted``) and as sets.

    It reads the types ``kinds`` with the subtypes ``names``, or all if these are empty, but none of
    the types ``unread``.
    """

    wanted: str
    example: str
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def reads(self, media_type: str) -> bool:
        """Return whether the endpoint reads a media type."""
        kind, _, name = media_type.partition("/")
        is_kind = not self.kinds or kind in self.kinds
        return is_kind and (not self.names or name in self.names) and kind not in self.unread


IMAGE = Media(
    "an image MIME type",
    "data:image/png;base64,aW1nIGJ5dGVzIGhlcmU=",
    ("image",),
    ("png", "jpeg", "jpg", "gif", "webp"),
)
# The endpoint refused all audio types that were tried, and lists no video types.
FILE = Media(
    "a valid file MIME type",
    "data:text/plain;base64,SGVsbG8sIFdvcmxkIQ==",
    unread=("audio", "video"),
)
PDF = Media(
    "an application/pdf MIME type",
    "data:application/pdf;base64,SGVsbG8sIFdvcmxkIQ==",
    ("application",),
    ("pdf",),
)


def describe_media_problem(data: str, media: Media) -> str | None:
    """Return the endpoint's sentence about the data of a file or an image; None if it is right."""
    reason = "a value without the 'data:' prefix"
    if data[:5].lower() == "data:":
        url = parse_data_url(data)
        problem = describe_problem(url, is_read=media.reads(url.media_type))
        if problem is None and media is IMAGE and is_broken(url.data):
            problem = BROKEN_BASE64
        if problem is None:
            return None
        reason = problem
    return (
        f"Expected a base64-encoded data URL with {media.wanted} (e.g. '{media.example}'), "
        f"but got {reason}."
    )


def describe_image_problem(url: str) -> str | None:
    """Return the defect of the address of an image, or of its data; None without a defect."""
    if url[:5].lower() == "data:":
        return describe_media_problem(url, IMAGE)
    if url[:8].lower().startswith(("http://", "https://")):
        return None
    return "Expected a valid URL, but got a value with an invalid format."


def is_rare_image(message: str) -> bool:
    """Return whether only the rare type of an image is wrong, which a server can accept."""
    return "unsupported MIME type 'image/" in message


def check_image(view: View, pointer: str, url: Json, hint: str = "") -> Iterator[Problem]:
    """Yield a problem if the address of an image, or its data, can't be read.

    ``pointer`` leads to ``url``; ``hint`` is for images of types that the endpoint does not read.
    """
    problem = describe_image_problem(url) if isinstance(url, str) else None
    if problem:
        yield Problem(
            pointer,
            f"Invalid '{view.place_of(pointer)}'. {problem}",
            hint if "unsupported MIME" in problem else "",
            severity="warning" if is_rare_image(problem) else None,
        )
