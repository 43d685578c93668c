"""``convert_many``: convert the payloads of a table or a file, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from responses_protocol._formats.registry import Dialect, Kind, Options, Resolve
from responses_protocol._lens.conversion import (
    Conversion,
    as_options,
    check_arguments,
    convert,
)
from responses_protocol._severity import Severity
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError


def convert_many(
    payloads: Iterable[Json],
    to: Dialect,
    *,
    source: Dialect | None = None,
    kind: Kind | None = None,
    options: Options | str | None = None,
    fail_on: Severity | None = None,
    tolerate: Collection[str] = (),
    resolve: Resolve | None = None,
) -> Iterator[Conversion | ConversionError]:
    """Convert many payloads, and yield the conversion or the error of each.

    The function reads one payload at a time, so the payloads may come from a file that does not fit
    into memory. The arguments are those of ``convert``, and are checked before the first payload.

    Yields:
        The Conversion of a payload. If a payload can't be converted, its ConversionError.

    Raises:
        ValueError: An argument is unknown.

    Example:
        >>> for result in convert_many(payloads, "responses"):
        ...     if isinstance(result, ConversionError):
        ...         print(result.pointer, result.reason)
    """
    check_arguments(to, source, kind, fail_on, tolerate)
    chosen = as_options(options)

    def results() -> Iterator[Conversion | ConversionError]:
        for payload in payloads:
            try:
                yield convert(
                    payload,
                    to,
                    source=source,
                    kind=kind,
                    options=chosen,
                    fail_on=fail_on,
                    tolerate=tolerate,
                    resolve=resolve,
                )
            except ConversionError as error:
                yield error

    return results()
