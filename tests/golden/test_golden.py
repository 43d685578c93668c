"""Complements that were stored are restored by every later version.

The files hold what the code of their day wrote, for payloads of our own. They are never written
anew: what is stored out there isn't either. A new version of the format gets a new file, and a
change that breaks one of these is a change that voids what people have stored.
"""

from __future__ import annotations

import copy
import json
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from laws import same

import responses_protocol as rp
from responses_protocol._formats.registry import DIALECTS, KINDS, is_known
from responses_protocol._lens.complement import VERSION
from responses_protocol._package import VERSION as PACKAGE

FOLDER = Path(__file__).parent
# what the files are, byte for byte
FILES = {
    "version1.jsonl": "f950955be87f25b103ccb03ac2d29e44b2fe391312324c7d8b58e45347e22cab",
    "version2.jsonl": "1059469b137255c05e111befbaf2a71b1fa577339c8ba726dcf0ade655c22b80",
}
Line = dict[str, Any]
LINES: dict[str, Line] = {
    f"{name}:{number}": json.loads(line)
    for name in FILES
    for number, line in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), 1)
}
EDITED = {name: line for name, line in LINES.items() if line["edits"]}
HISTORIES = {"responses": "input", "chat_completions": "messages", "chat_agent": "messages"}


@pytest.mark.parametrize("name", FILES)
def test_no_file_is_ever_written_anew(name: str) -> None:
    assert sha256((FOLDER / name).read_bytes()).hexdigest() == FILES[name]


def test_complements_name_the_version_of_the_package() -> None:
    assert metadata.version("responses-protocol") == PACKAGE
    lines = (line for line in LINES.values() if line["complement"]["version"] > 1)
    assert all(line["complement"]["package"] for line in lines)


def test_there_is_a_file_for_each_version_and_a_line_for_each_conversion() -> None:
    assert len(FILES) == VERSION
    conversions = {
        (kind, source, target)
        for kind in KINDS
        for source in DIALECTS
        for target in DIALECTS
        if source != target and is_known(kind, source, target)
    }
    for version in range(1, VERSION + 1):
        lines = (line for line in LINES.values() if line["complement"]["version"] == version)
        assert {(line["kind"], line["source"], line["target"]) for line in lines} == conversions


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_what_was_converted_then_is_restored_now(line: Line) -> None:
    restored = rp.restoration(line["value"], line["complement"])
    assert same(restored.value, line["payload"])
    assert (restored.fresh, restored.missing, restored.fresh_members) == ((), (), ())
    assert restored.exact or line["complement"]["version"] == 1


@pytest.mark.parametrize("line", EDITED.values(), ids=EDITED)
def test_unedited_items_are_restored_now(line: Line) -> None:
    for edit in line["edits"]:
        restored = rp.restore(edit_line(line, edit), line["complement"])
        if line["kind"] == "history":
            items, restored_items = line["payload"], restored
        else:
            member = HISTORIES[line["source"]]
            items, restored_items = line["payload"][member], restored[member]
            for name in edit["members"]:
                assert same(restored[name], line["payload"][name]), name
        rest = iter(restored_items)
        for index in edit["kept"]:
            assert any(same(items[index], item) for item in rest), index


def edit_line(line: Line, edit: dict[str, Any]) -> Any:
    """Return the value with its history in another order, and with new messages for null."""
    value = copy.deepcopy(line["value"])
    name = HISTORIES[line["target"]]
    history = value if line["kind"] == "history" else value[name]
    after = [line["new"] if index is None else history[index] for index in edit["order"]]
    return after if line["kind"] == "history" else {**value, name: after, **edit["set"]}
