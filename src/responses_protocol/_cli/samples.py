"""Keep examples of losses during a run, to find options that avoid them, and for reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import responses_protocol as rp
from responses_protocol._cli.option_hints import find_option
from responses_protocol._formats.options import Options
from responses_protocol._formats.registry import Dialect, Kind
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._jsontext import dumps, loads
from responses_protocol._lens.losses import Loss
from responses_protocol.errors import ConversionError

MOST = 3  # examples of a code
_LARGEST = 1 << 16  # bytes of a payload that is kept


@dataclass(frozen=True)
class Sample:
    """A payload with a loss: its place, and its source and value as JSON text.

    ``pointer`` leads to the loss in the payload, ``at`` to the payload in the record.
    """

    file: str
    line: int
    at: str
    pointer: str
    kind: Kind
    source: str
    value: str


Samples = dict[str, list[Sample]]  # by code


def keep_samples(
    samples: Samples,
    losses: Iterable[Loss],
    where: tuple[str, int, str, Kind],
    source: Any,
    value: Any,
) -> None:
    """Keep the first examples of losses of each code, without large payloads.

    ``where`` is the file and the line, the place of the payload in the record, and its kind.
    """
    texts: tuple[str, str] | None = None
    for loss in losses:
        some = samples.setdefault(loss.code, [])
        if len(some) >= MOST or (some and some[-1].line == where[1] and some[-1].file == where[0]):
            continue
        if texts is None:
            texts = dumps(source)[:-1].decode(), dumps(value)[:-1].decode()
        if max(map(len, texts)) > _LARGEST:
            return
        some.append(Sample(where[0], where[1], where[2], loss.pointer, where[3], *texts))


def find_options(
    samples: Samples,
    codes: Iterable[str],
    to: Dialect,
    source: Dialect | None,
    options: Options,
    request: RequestContext,
) -> dict[str, str]:
    """Return the flags that avoid losses of these codes, tried on the first example of each."""
    flags: dict[str, str] = {}
    for code in codes:
        for sample in samples.get(code, ())[:1]:
            payload = loads(sample.source.encode())

            def again(
                changed: Options, payload: Any = payload, kind: Kind = sample.kind
            ) -> rp.Conversion:
                return rp.convert(
                    payload, to, source=source, kind=kind, options=changed, request=request
                )

            try:
                flag = find_option(code, again(options), options, again)
            except (ConversionError, RecursionError):
                continue
            if flag:
                flags[code] = flag
    return flags
