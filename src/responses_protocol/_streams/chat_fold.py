"""Add up the chunks of a Chat stream to one completion.

Servers differ in nearly everything: in the members with ids and usage, in calls that come whole or
in pieces, with an index or without. The rules:

* the id is that of the first chunk with one, up to the first chunk that has choices;
* of all other members with strings or numbers the first value counts, objects are merged, and the
  last usage counts, wherever it stands;
* texts are joined, lists in deltas too, and adjacent parts of one kind are one part;
* of a whole message, which some servers send instead of deltas or beside them, the part counts that
  the deltas lack;
* of a call, the first id counts, and the first name, or all of its fragments up to the first
  arguments, or the next call.

``losses`` has a code and a pointer into the completion for each value that is not kept.
"""

from __future__ import annotations

from typing import Any

from responses_protocol._formats.chat_completions import answer
from responses_protocol._formats.error_bodies import is_bare_error
from responses_protocol._streams.choice_fold import DELTA_READERS, ChoiceFold, add_extra
from responses_protocol._streams.errors import StreamError, as_object, as_stream_error, json_copy
from responses_protocol._streams.merged_values import merge
from responses_protocol._streams.message_fold import remaining_delta
from responses_protocol._values import Json, Object, copy_json, escape_token, is_number

# members with a rule of their own, and padding
KNOWN_MEMBERS = frozenset(("choices", "usage", "id", "error", "object", "obfuscation"))


class ChatFold:
    """Adds up chunks.

    ``main`` is the choice with the index 0, which is the answer. While there is none, ``others``
    has the choices of the chunks so far.
    """

    def __init__(self) -> None:
        self.count = 0  # of the chunks
        self.head: Object = {}
        self.id: str | None = None
        self.usage: Json = None
        self.error: Json = None
        self.started = False
        self.choices: dict[int, ChoiceFold] = {}
        self.main: ChoiceFold | None = None
        self.others: list[Object] = []
        self._changed: list[ChoiceFold] = []  # the choices of the last chunk
        self.notes: dict[tuple[str, str], None] = {}  # codes and pointers of values not kept

    def losses(self) -> list[tuple[str, str]]:
        """Return codes and pointers of the values that are not kept so far."""
        losses = list(self.notes)
        for index, choice in enumerate(self.choices.values()):
            pointer = f"/choices/{index}"
            calls = f"{pointer}/message/tool_calls"
            losses += [(code, f"{pointer}{inner}") for code, inner in choice.notes]
            losses += [("logprobs", f"{pointer}{inner}") for inner in choice.logprobs.lost]
            losses += [(code, f"{calls}/{inner}") for code, inner in choice.calls.losses()]
        return losses

    @property
    def last(self) -> int:
        """The number of the last chunk."""
        return max(self.count - 1, 0)

    def feed(self, chunk: Json) -> None:
        """Add a chunk; raise StreamError for another payload."""
        index, self.count = self.count, self.count + 1
        try:
            self._add(as_object(chunk, "a chunk", index), index)
        except (TypeError, RecursionError) as error:
            self.notes["damaged_chunk", ""] = None
            raise as_stream_error(error, index) from None
        except StreamError:
            self.notes["damaged_chunk", ""] = None
            raise

    def _add(self, chunk: Object, index: int) -> None:
        for fold in self._changed:
            fold.additions = {}
        self._changed = []
        choices = chunk.get("choices")
        if choices is not None and not isinstance(choices, list):
            raise StreamError("choices must be a list", index, "/choices")
        if choices is None and is_bare_error(chunk):
            chunk = {"error": chunk}
        chunk_id = chunk.get("id")
        if isinstance(chunk_id, str) and chunk_id != self.id:
            if not self.started and not self.id:
                self.id = chunk_id
            elif chunk_id:
                self.notes["repeated_member", "/id"] = None
        if chunk.get("usage") is not None:
            self.usage = json_copy(chunk["usage"])
        error = chunk.get("error")
        if error or isinstance(error, dict):
            if self.error is None:
                self.error, self.started = json_copy(error), True
            elif error != self.error:
                self.notes["repeated_member", "/error"] = None
        for name, value in chunk.items():
            if (
                name not in KNOWN_MEMBERS
                and value is not None
                and not merge(self.head, name, value)
            ):
                self.notes["repeated_member", f"/{escape_token(name)}"] = None
        for position, choice in enumerate(choices or ()):
            if not isinstance(choice, dict):
                raise StreamError("a choice must be an object", index, f"/choices/{position}")
            self.started = True
            self._add_choice(choice, index, f"/choices/{position}")

    def _add_choice(self, choice: Object, index: int, pointer: str) -> None:
        number = answer.number(choice)
        if not is_number(number):
            raise StreamError("contains a value that is not JSON", index, f"{pointer}/index")
        fold = self.choices.get(number)
        if fold is None:
            fold = self.choices[number] = ChoiceFold(number)
            if number == 0:
                self.main, self.others = fold, []
        self._changed.append(fold)
        if self.main is None:
            self.others.append(json_copy(choice))
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason and reason != fold.finish_reason:
            if fold.finish_reason:
                fold.notes["finish_reason", "/finish_reason"] = None
            else:
                fold.finish_reason = reason
        if choice.get("usage") is not None:  # Moonshot has it here
            self.usage = json_copy(choice["usage"])
        logprobs = choice.get("logprobs")
        if logprobs is not None:
            fold.additions.setdefault("logprobs", []).extend(fold.logprobs.add(logprobs))
        for name, value in choice.items():
            if name not in CHOICE_MEMBERS and value is not None:
                fold.merge(fold.extras, name, value, "")
        self._add_members(fold, choice.get("delta"), index, f"{pointer}/delta")
        message = choice.get("message")
        if message is not None:
            if isinstance(message, dict):
                delta = choice.get("delta") or {}
                fold.in_deltas |= {name for name, value in delta.items() if value}
                message = remaining_delta(fold, message)
            self._add_members(fold, message, index, f"{pointer}/message")

    def _add_members(self, fold: ChoiceFold, delta: Json, index: int, pointer: str) -> None:
        if delta is None:
            return
        if not isinstance(delta, dict):
            raise StreamError(f"a {pointer.split('/')[-1]} must be an object", index, pointer)
        for name, value in delta.items():
            if value is not None:
                add = DELTA_READERS.get(name)
                if add is None:
                    add_extra(fold, name, value)
                elif not add(fold, value):
                    raise StreamError(
                        f"{name} is damaged", index, f"{pointer}/{escape_token(name)}"
                    )

    def envelope(self) -> Object:
        """Return the completion so far without its choices."""
        completion: Object = {}
        if self.id is not None:
            completion["id"] = self.id
        completion["object"] = "chat.completion"
        completion.update(copy_json(self.head))
        return completion

    def result(self, with_logprobs: bool = True) -> Object:
        """Return the whole completion so far, with log probabilities or without."""
        completion = self.envelope()
        completion["choices"] = copy_json(
            [fold.result(with_logprobs) for fold in self.choices.values()]
        )
        usage = self.usage
        if usage is None and isinstance(self.head.get("x_groq"), dict):
            usage = self.head["x_groq"].get("usage")
        if usage is not None:
            completion["usage"] = copy_json(usage)
        if self.error is not None:
            completion["error"] = copy_json(self.error)
        return completion


CHOICE_MEMBERS = frozenset(("index", "delta", "finish_reason", "logprobs", "message", "usage"))


def fold_chunks(chunks: Any) -> Object:
    """Return the whole Chat completion of a stream.

    Args:
        chunks: An iterable of chunks, in order: dicts, or pydantic and SDK objects.

    Returns:
        The completion.

    Raises:
        StreamError: A payload is not a chunk.
    """
    fold = ChatFold()
    for chunk in chunks:
        fold.feed(chunk)
    try:
        return fold.result()
    except RecursionError as error:
        raise as_stream_error(error, fold.last) from None
