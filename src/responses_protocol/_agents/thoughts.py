"""Take reasoning out of Chat deltas and messages, whatever member carries it.

Unlike ``convert``, which has ``Options.reasoning``, a helper does not know its server. So the first
of the known members with a text counts for the whole answer, since some servers fill two with the
same text. Parts of the content are reasoning by their type. Signatures, encrypted reasoning and
another text in a second member have no place in the items of an agent: they are losses.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from responses_protocol._formats.chat_completions.reasoning import DETAIL_TEXTS
from responses_protocol._lens.losses import Loss
from responses_protocol._streams.stream_losses import losses_of_codes
from responses_protocol._values import Json, Object, read_type

MEMBERS = ("reasoning_content", "reasoning", "reasoning_details")
# members of a detail or a part beside its text, and the codes of their losses
SECRETS = {
    "signature": "reasoning_signature",
    "data": "encrypted_reasoning",
    "encrypted_content": "encrypted_reasoning",
}
PARTS = {"reasoning": ("summary", "reasoning", "content"), "thinking": ("thinking",)}


class Thoughts:
    """Takes the reasoning out of the deltas of one answer."""

    def __init__(self) -> None:
        self._member: str | None = None
        self._texts: list[str] = []
        self._digests = {name: sha256() for name in MEMBERS}  # of the texts of each member
        self._notes: dict[tuple[str, str], None] = {}  # codes and names of lost members

    def strip_reasoning(self, delta: Object) -> Object:
        """Return a delta, or a message, without its reasoning, and keep the reasoning."""
        for name in MEMBERS:
            texts = [text for text in _texts(delta.get(name)) if text]
            for text in texts:
                self._digests[name].update(text.encode("utf-8", "surrogatepass"))
            if texts and self._member in (None, name):
                self._member = name
                self._texts += texts
            self._note_losses(name, delta.get(name))
        content = delta.get("content")
        if isinstance(content, list):
            self._note_losses("content", [part for part in content if is_reasoning_part(part)])
            self._texts += [text for part in content for text in _part(part)]
            delta = {**delta, "content": [part for part in content if not is_reasoning_part(part)]}
        return {name: value for name, value in delta.items() if name not in MEMBERS}

    def _note_losses(self, name: str, value: Json) -> None:
        """Record what a member has beside its texts."""
        entries = value if isinstance(value, list) else []
        if value is not None and not isinstance(value, (str, list)):
            self._notes["reasoning", name] = None
        for entry in entries:
            for member, code in SECRETS.items():
                if isinstance(entry, dict) and entry.get(member):
                    self._notes[code, name] = None

    def losses(self, pointer: str = "") -> Iterator[Loss]:
        """Yield the losses of the message at a pointer."""
        empty = sha256().digest()
        first = empty if self._member is None else self._digests[self._member].digest()
        others = [
            ("reasoning", name)
            for name, digest in self._digests.items()
            if digest.digest() not in (first, empty)
        ]
        for code, name in dict.fromkeys((*self._notes, *others)):
            yield from losses_of_codes((code,), f"{pointer}/{name}", ("Chat", "Responses"))

    def take_texts(self) -> str:
        """Return the reasoning that came since the last call."""
        reasoning, self._texts = "".join(self._texts), []
        return reasoning


def is_reasoning_part(part: Json) -> bool:
    """Return whether a content part is reasoning."""
    return read_type(part) in PARTS


def _part(part: Json) -> Iterator[str]:
    if is_reasoning_part(part):
        for name in PARTS[part["type"]]:
            texts = list(_texts(part.get(name)))
            if texts:
                yield from texts
                return


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value if isinstance(value, list) else ():
        if isinstance(part, dict):
            text = part.get(DETAIL_TEXTS.get(read_type(part), "text"))
            if isinstance(text, str):
                yield text
