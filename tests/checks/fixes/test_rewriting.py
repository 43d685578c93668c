"""The layout of text to which a patch is applied."""

from __future__ import annotations

from typing import Any

import pytest

from responses_protocol._checks.fixes.rewriting import apply_to_text

NEW = {"c": [], "d": {"e": 1}}
LINE = '{"c": [], "d": {"e": 1}}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a": 1}', '{"a": 1, "b": ' + LINE + "}"),
        ('{"a":1}', '{"a":1,"b":{"c":[],"d":{"e":1}}}'),
        ('{"a":1, "z":2}', '{"a":1, "z":2, "b":{"c":[],"d":{"e":1}}}'),
        ("{}", '{"b": ' + LINE + "}"),
        ("{\n}", '{"b": ' + LINE + "}"),
        (" {}\r\n", ' {"b": ' + LINE + "}\r\n"),
        (
            '{\n    "a": 1\n}',
            '{\n    "a": 1,\n    "b": {\n        "c": [],\n        "d": {\n            "e": 1\n'
            "        }\n    }\n}",
        ),
        (  # its line ends stay
            '{\r\n\t"a": 1\r\n}',
            '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": [],\r\n\t\t"d": {\r\n\t\t\t"e": 1\r\n\t\t}'
            "\r\n\t}\r\n}",
        ),
        (  # within an object that is indented itself
            '  {\n    "a": 1\n  }',
            '  {\n    "a": 1,\n    "b": {\n      "c": [],\n      "d": {\n        "e": 1\n      }'
            "\n    }\n  }",
        ),
        (  # no indentation to take over: two blanks
            '{\n"a": 1\n}',
            '{\n"a": 1,\n"b": {\n  "c": [],\n  "d": {\n    "e": 1\n  }\n}\n}',
        ),
        (  # the end is indented by other characters than the members: two blanks
            '{\n    "a": 1\n\t}',
            '{\n    "a": 1,\n    "b": {\n      "c": [],\n      "d": {\n        "e": 1\n      }'
            "\n    }\n\t}",
        ),
        (  # the end is on the line of the last member
            '{"a": 1,\n "z": 2}',
            '{"a": 1,\n "z": 2,\n "b": {\n   "c": [],\n   "d": {\n     "e": 1\n   }\n }}',
        ),
        (
            '{\n  "a" : 1,\n  "z" : 2 }',
            '{\n  "a" : 1,\n  "z" : 2,\n  "b" : {\n    "c" : [],\n    "d" : {\n      "e" : 1\n'
            "    }\n  } }",
        ),
    ],
)
def test_a_new_member_has_the_layout_of_its_neighbours(before: str, after: str) -> None:
    assert apply_to_text(before, [{"op": "add", "path": "/b", "value": NEW}]) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a": {"x": 1, "y": 2}}', '{"a": {"type": "t", "x": 1}}'),
        ('{"a": {"y": 2, "x": 1}}', '{"a": {"type": "t", "x": 1}}'),
        ('{"a": {"x": 1, "y": 2, "z": 3}}', '{"a": {"type": "t", "x": 1, "z": 3}}'),
        ('{"a":{"y":2}}', '{"a":{"type":"t"}}'),
        ('{"a": { "y": 2, "x": 1 }}', '{"a": { "type": "t", "x": 1 }}'),
        (
            '{\n  "a": {\n    "x": 1,\n    "y": 2\n  }\n}',
            '{\n  "a": {\n    "type": "t",\n    "x": 1\n  }\n}',
        ),
        ('{"a": [1], "a": {"y": 1}}', '{"a": [1], "a": {"type": "t"}}'),
        (r'{"a": {"y": "\"}", "\u0078": 1.50}}', r'{"a": {"type": "t", "\u0078": 1.50}}'),
    ],
)
def test_a_type_stands_first_and_a_removed_member_leaves_no_gap(before: str, after: str) -> None:
    patch: list[dict[str, Any]] = [
        {"op": "add", "path": "/a/type", "value": "t"},
        {"op": "remove", "path": "/a/y"},
    ]
    assert apply_to_text(before, patch) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a": {"b": {"c": 1}}}', '{"b": {"c": 1}}'),
        (
            '{\n  "a": {\n    "b": {\n      "c": 1\n    }\n  }\n}',
            '{\n  "b": {\n    "c": 1\n  }\n}',
        ),
        ('{\n  "a": {"b": [1,\n 2]},\n  "z": 0\n}', '{\n  "z": 0,\n  "b": [1,\n 2]\n}'),
    ],
)
def test_a_moved_value_has_the_indentation_of_its_place(before: str, after: str) -> None:
    patch: list[dict[str, Any]] = [
        {"op": "move", "from": "/a/b", "path": "/b"},
        {"op": "remove", "path": "/a"},
    ]
    assert apply_to_text(before, patch) == after
