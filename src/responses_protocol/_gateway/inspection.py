"""The last exchanges, for the start page: in memory only, a limited number, without keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import time
from typing import Literal

from responses_protocol._gateway.context import Context
from responses_protocol._gateway.redaction import shown_text
from responses_protocol._gateway.refusals import GONE, Refusal
from responses_protocol._lens.losses import Loss
from responses_protocol._values import Json

Side = Literal["request", "translated request", "answer"]
SIDES: tuple[Side, ...] = ("request", "translated request", "answer")
MOST_RECORDS = 50
MOST_LOSSES = 200  # of one exchange
OPEN = "open"


@dataclass
class Record:
    """One exchange as the page shows it.

    ``sides`` holds the text of each payload, ``losses`` pairs of a side and a loss of it. The
    ``status`` is that of HTTP once the exchange has ended.
    """

    id: str
    started: float
    caller: str
    server: str
    upstream: str
    model: str
    status: str = OPEN
    sides: dict[Side, str] = field(default_factory=dict)
    losses: list[tuple[Side, Loss]] = field(default_factory=list)


class Inspection:
    """The records of the last exchanges; one that is switched off keeps none.

    ``secrets`` are the keys of the gateway and of its upstreams.
    """

    def __init__(self, is_on: bool, secrets: Collection[str]) -> None:
        self.is_on = is_on
        self._secrets = frozenset(secrets)
        self._keys: dict[str, frozenset[str]] = {}
        self._records: dict[str, Record] = {}

    @property
    def records(self) -> list[Record]:
        """Return the records, the newest first."""
        return list(reversed(self._records.values()))

    @contextmanager
    def follow(self, context: Context, payload: Json) -> Iterator[None]:
        """Record an exchange, and its refusal where it ends so."""
        self._begin(context, payload)
        try:
            yield
        except Refusal as problem:
            self.note(context, "answer", problem.body)
            self.end(context, problem.status)
            raise

    def note(self, context: Context, side: Side, payload: Json) -> None:
        """Record a payload of an exchange."""
        record = self._records.get(context.id)
        if record is not None:
            record.sides[side] = shown_text(payload, self._keys[context.id])

    def note_losses(self, context: Context, side: Side, losses: Iterable[Loss]) -> None:
        """Record the losses of a payload."""
        record = self._records.get(context.id)
        if record is not None:
            room = MOST_LOSSES - len(record.losses)
            record.losses += [(side, loss) for loss, _ in zip(losses, range(room), strict=False)]

    @contextmanager
    def stream(self, context: Context, status: int) -> Iterator[None]:
        """Record the end of a stream: its status, or 499 where the client went before that."""
        ended = GONE
        try:
            yield
            ended = status
        finally:
            self.end(context, ended)

    def end(self, context: Context, status: int) -> None:
        """Record the status with which an exchange has ended."""
        record = self._records.get(context.id)
        if record is not None:
            record.status = str(status)

    def _begin(self, context: Context, payload: Json) -> None:
        if not self.is_on:
            return
        upstream = context.upstream
        self._records[context.id] = Record(
            context.id,
            time(),
            context.caller,
            upstream.to,
            upstream.name,
            str(payload.get("model"))[:200] if isinstance(payload, dict) else "",
        )
        sent_key = context.headers.get(b"authorization", b"").rpartition(b" ")[2].decode("latin-1")
        self._keys[context.id] = self._secrets | ({sent_key} if sent_key else set())
        self.note(context, "request", payload)
        for oldest in list(self._records)[:-MOST_RECORDS]:
            del self._records[oldest], self._keys[oldest]
