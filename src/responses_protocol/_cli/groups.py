"""Messages that are records of their own, brought together by the key of their conversation."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from responses_protocol._checks.reading.entries import Entry
from responses_protocol._cli.complements import Key, key_of
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import split_pointer
from responses_protocol.errors import ConversionError


@dataclass
class _Group:
    """The first record of a conversation, and where its messages begin among all of them."""

    first: Entry
    starts: array[int] = field(default_factory=lambda: array("Q"))


def group_entries(entries: Iterable[Entry], pointer: str, name: str) -> Iterator[Entry]:
    """Yield a record for each conversation: its key, and its messages in a member ``name``.

    ``pointer`` leads to the key, a member of each record; the others are the message. Conversations
    and their messages keep the order of their appearance. A record without a key is yielded as it
    is, first. The messages are held on the disk, and some ten bytes for each of them in memory.
    """
    (member,) = split_pointer(pointer)
    groups: dict[Key, _Group] = {}
    with tempfile.TemporaryFile() as messages:
        end = 0
        for entry in entries:
            try:
                record = loads(entry.raw)
                key = key_of(record, pointer)
            except ConversionError:
                yield entry
                continue
            group = groups.setdefault(key, _Group(entry))
            group.starts.append(end)
            del record[member]
            if entry.row is not None:  # absent members are null in a row of a table
                record = {name: value for name, value in record.items() if value is not None}
            end += messages.write(dumps(record))
        for key, group in groups.items():
            record = {member: key, name: []}
            for start in group.starts:
                messages.seek(start)
                record[name].append(loads(messages.readline()))
            yield replace(group.first, raw=dumps(record)[:-1], indented=False, row=None)
