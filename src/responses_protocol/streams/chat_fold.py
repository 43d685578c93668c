"""What the chunks of a Chat stream add up to.

Servers differ in nearly everything: where ids and usage stand, whether calls come whole or in
crumbs, with an index or without. The rules:

* the id is that of the first chunk with one, up to the first chunk that has choices;
* of all other members that are strings or numbers the first one with a value counts, objects are
  merged, and of usage, wherever it stands, the last one counts;
* texts are joined, lists in deltas too, and adjacent parts of one kind are one part;
* of a whole message, which some servers send instead of deltas or beside them, that counts which
  the deltas did not say;
* of a call, the first id counts, and the first name, or all of its fragments up to the first
  arguments, or the next call.

What is not kept is told: ``losses`` has a code and a pointer into the answer for each of it.
"""

from __future__ import annotations

from typing import Any

from responses_protocol.formats.chat_completions import answer
from responses_protocol.formats.error_bodies import is_bare_error
from responses_protocol.streams.choice_fold import DELTA_READERS, ChoiceFold, add_extra
from responses_protocol.streams.errors import StreamError, as_object, guarded, json_copy
from responses_protocol.streams.merged_values import merge
from responses_protocol.streams.message_fold import unsaid
from responses_protocol.values import Json, copied, is_number, token

Object = dict[str, Json]
# members with rules of their own, and padding
SETTLED = frozenset(("choices", "usage", "id", "error", "object", "obfuscation"))


class ChatFold:
    """Adds up chunks.

    ``main`` is the choice with the index 0, which is the answer. As long as there is none,
    ``others`` has what has come of other ones.
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
        self._spoken: list[ChoiceFold] = []  # the choices of the last chunk
        self.notes: dict[tuple[str, str], None] = {}  # what is not kept: codes and pointers

    def losses(self) -> list[tuple[str, str]]:
        """Return what is not kept so far, as codes and pointers into the answer."""
        found = list(self.notes)
        for at, choice in enumerate(self.choices.values()):
            place = f"/choices/{at}"
            calls = f"{place}/message/tool_calls"
            found += [(code, f"{place}{where}") for code, where in choice.notes]
            found += [("logprobs", f"{place}{where}") for where in choice.logprobs.lost]
            found += [(code, f"{calls}/{where}") for code, where in choice.calls.losses()]
        return found

    @property
    def last(self) -> int:
        """The number of the last chunk."""
        return max(self.count - 1, 0)

    def feed(self, chunk: Json) -> None:
        """Add a chunk; raise StreamError where it is none."""
        index, self.count = self.count, self.count + 1
        try:
            self._add(as_object(chunk, "a chunk", index), index)
        except (TypeError, RecursionError) as error:
            self.notes["damaged_chunk", ""] = None
            raise guarded(error, index) from None
        except StreamError:
            self.notes["damaged_chunk", ""] = None
            raise

    def _add(self, chunk: Object, index: int) -> None:
        for fold in self._spoken:
            fold.fresh = {}
        self._spoken = []
        choices = chunk.get("choices")
        if choices is not None and not isinstance(choices, list):
            raise StreamError("choices must be a list", index, "/choices")
        if choices is None and is_bare_error(chunk):
            chunk = {"error": chunk}
        own = chunk.get("id")
        if isinstance(own, str) and own != self.id:
            if not self.started and not self.id:
                self.id = own
            elif own:
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
            if name not in SETTLED and value is not None and not merge(self.head, name, value):
                self.notes["repeated_member", f"/{token(name)}"] = None
        for at, choice in enumerate(choices or ()):
            if not isinstance(choice, dict):
                raise StreamError("a choice must be an object", index, f"/choices/{at}")
            self.started = True
            self._add_choice(choice, index, f"/choices/{at}")

    def _add_choice(self, choice: Object, index: int, pointer: str) -> None:
        number = answer.number(choice)
        if not is_number(number):
            raise StreamError("holds what is no JSON value", index, f"{pointer}/index")
        fold = self.choices.get(number)
        if fold is None:
            fold = self.choices[number] = ChoiceFold(number)
            if number == 0:
                self.main, self.others = fold, []
        self._spoken.append(fold)
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
            fold.fresh.setdefault("logprobs", []).extend(fold.logprobs.add(logprobs))
        for name, value in choice.items():
            if name not in CHOICE_MEMBERS and value is not None:
                fold.merge(fold.extras, name, value, "")
        self._add_members(fold, choice.get("delta"), index, f"{pointer}/delta")
        message = choice.get("message")
        if message is not None:
            if isinstance(message, dict):
                fold.in_deltas |= {name for name, one in (choice.get("delta") or {}).items() if one}
                message = unsaid(fold, message)
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
                    raise StreamError(f"{name} is damaged", index, f"{pointer}/{token(name)}")

    def envelope(self) -> Object:
        """Return what stands around the choices so far."""
        made: Object = {}
        if self.id is not None:
            made["id"] = self.id
        made["object"] = "chat.completion"
        made.update(copied(self.head))
        return made

    def result(self, logged: bool = True) -> Object:
        """Return the whole answer so far, with log probabilities or without."""
        whole = self.envelope()
        whole["choices"] = copied([one.result(logged) for one in self.choices.values()])
        usage = self.usage
        if usage is None and isinstance(self.head.get("x_groq"), dict):
            usage = self.head["x_groq"].get("usage")
        if usage is not None:
            whole["usage"] = copied(usage)
        if self.error is not None:
            whole["error"] = copied(self.error)
        return whole


CHOICE_MEMBERS = frozenset(("index", "delta", "finish_reason", "logprobs", "message", "usage"))


def fold_chunks(chunks: Any) -> Object:
    """Return the Chat answer that ``chunks`` (any iterable of them, in order) add up to.

    Raises StreamError for the first one that is no chunk.
    """
    fold = ChatFold()
    for chunk in chunks:
        fold.feed(chunk)
    try:
        return fold.result()
    except RecursionError as error:
        raise guarded(error, fold.last) from None
