"""The walk sees what differs, on types made up for it; the command says so."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field
from typing_extensions import Required, TypedDict

from responses_protocol import schemas
from tools.drift import __main__ as command
from tools.drift import reasons as documented
from tools.drift import sdk_types
from tools.drift.coverage import unreached_types
from tools.drift.differences import ANY, Difference, differences
from tools.drift.reasons import judge, reasons
from tools.drift.roots import SOURCES, Root, Source
from tools.drift.walk import Walk

FunctionCall = TypedDict(
    "FunctionCall",
    {
        "type": Required[Literal["function_call"]],
        "call_id": Required[str],
        "name": Required[str],
        "arguments": str,
        "namespace": Required[str],
        "id": str | None,
        "async": bool | int,
        "status": Literal["in_progress", "completed", "sleeping"],
        "mood": str,
    },
)


class NewCall(TypedDict, total=False):
    type: Required[Literal["telepathy_call"]]


class Texts(TypedDict, total=False):
    type: Required[Literal["reasoning"]]
    id: Required[str]
    summary: Required[Iterable[Summary]]


class Summary(TypedDict, total=False):
    type: Required[Literal["summary_text", "summary_song"]]
    text: Required[str]


class Tagged(BaseModel):
    """As MLflow writes a tag."""

    type: str = "item_reference"
    id: str
    flavour: str | None = Field(alias="colour")


Known = FunctionCall | Texts
Everything = Annotated[FunctionCall | NewCall | Texts, "marked"]


def found_differences(sdk_type: str, title: str, *, request: bool) -> set[tuple[str, ...]]:
    root = Root("responses", title, f"{__name__}.{sdk_type}", request)
    source = Source("made up", "tools.drift", ("responses",), (root,))
    return {tuple(difference[1:]) for difference in differences(source)}


def test_what_only_the_sdk_has() -> None:
    wire = found_differences("Everything", "Item", request=False)
    assert {difference for difference in wire if difference[1] == "theirs"} == {
        ("wire", "theirs", "type", "Item telepathy_call"),
        ("wire", "theirs", "type", "Reasoning.summary summary_song"),
        ("wire", "theirs", "member", "FunctionCall.mood"),
        ("wire", "theirs", "word", "FunctionCall.status sleeping"),
        ("wire", "theirs", "value", "FunctionCall.async integer"),
    }


def test_what_only_we_have() -> None:
    wire = found_differences("Everything", "Item", request=False)
    ours = {(kind, place) for _, side, kind, place in wire if side == "ours"}
    assert ("member", "FunctionCall.caller") in ours
    assert ("word", "FunctionCall.status incomplete") in ours
    assert ("type", "WebSearchCall") in ours
    assert ("type", "WebSearchTool") in ours, "not in an item, and compared with nothing"
    assert ("member", "FunctionCall.namespace") not in ours
    assert not any(place.startswith("WebSearchCall.") for _, place in ours), "said once"


def test_requests_are_compared_to_the_letter() -> None:
    differences_of_both = found_differences("FunctionCall", "FunctionCall", request=True)
    assert {difference[1:] for difference in differences_of_both if difference[0] == "request"} == {
        ("theirs", "required", "FunctionCall.namespace"),
        ("ours", "required", "FunctionCall.arguments"),
        ("theirs", "value", "FunctionCall.id null"),
        ("ours", "value", "FunctionCall.status null"),
        ("ours", "word", "FunctionCall.status incomplete"),
        ("ours", "member", "FunctionCall.agent"),
        ("ours", "member", "FunctionCall.caller"),
    }


def test_a_union_is_compared_with_what_stands_in_it() -> None:
    # Both are known elsewhere, and only one is in the narrower union.
    roots = [
        Root("responses", title, f"{__name__}.{sdk_type}")
        for title, sdk_type in [("Item", "Known"), ("OutputItem", "Texts")]
    ]
    differing = differences(Source("made up", "tools.drift", ("responses",), tuple(roots)))
    assert Difference("responses", "wire", "ours", "type", "OutputItem FunctionCall") in differing


def test_a_tag_may_be_a_default_and_a_name_an_alias() -> None:
    wire = found_differences("Tagged", "Item", request=False)
    assert {difference[2:] for difference in wire if difference[1] == "theirs"} == {
        ("member", "ItemReference.colour")
    }


def test_what_is_on_one_side_only_is_a_difference() -> None:
    walk = Walk("wire")
    walk.begin(Root("responses", "Nothing", f"{__name__}.Texts"))
    walk.begin(Root("responses", "Item", f"{__name__}.Nothing"))
    walk.begin(Root("responses", "Item", "openai_of_tomorrow.types.Item"))
    assert walk.found == {
        ("theirs", "type", "Nothing"),
        ("ours", "type", f"Item {__name__}.Nothing"),
        ("ours", "type", "Item openai_of_tomorrow.types.Item"),
    }


def test_a_kind_of_type_that_is_new_is_an_error() -> None:
    with pytest.raises(TypeError, match="does not know"):
        list(sdk_types.alternatives(tuple[int, str]))


def test_every_definition_is_compared_with_some_sdk() -> None:
    compared = {dialect for source in SOURCES for dialect in source.dialects}
    assert compared == {name.partition("/")[0] for name in schemas.names()} | {"responses_agent"}


NEW = Difference("responses", "wire", "theirs", "member", "FunctionCall.mood")
OLD = Difference("responses", "wire", "ours", "type", "Gone")


def test_a_verdict() -> None:
    verdict = judge([NEW, NEW], [OLD])
    assert (verdict.new, verdict.settled) == ([NEW], [OLD])
    assert judge([NEW], [NEW]).new == []


def test_a_reason_may_be_for_all_that_begin_so() -> None:
    group = NEW._replace(place="FunctionCall.*")
    assert judge([NEW], [group]) == judge([], [])
    assert judge([OLD], [group]).settled == [group]
    assert judge([NEW._replace(side="ours")], [group]).new == [NEW._replace(side="ours")]


def test_two_reasons_are_one_too_many(tmp_path: Path) -> None:
    file = tmp_path / "reasons.toml"
    file.write_text('[sdk.d.wire.ours.word]\n"a" = ["X y"]\n"b" = ["X z"]\n')
    assert list(reasons("sdk", file).values()) == ["a", "b"]
    file.write_text('[sdk.d.wire.ours.word]\n"a" = ["X y"]\n"b" = ["X y"]\n')
    with pytest.raises(ValueError, match="two reasons for d wire ours word X y"):
        reasons("sdk", file)


def test_every_reason_is_for_an_sdk() -> None:
    text = documented.FILE.read_text(encoding="utf-8")
    tables = [line.strip("[]").split(".") for line in text.splitlines() if line.startswith("[")]
    assert {(table[0], table[1]) for table in tables} <= {
        (source.package, dialect) for source in SOURCES for dialect in (*source.dialects, ANY)
    }


def test_the_command_names_what_is_new(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Source("pytest", "pytest", (), ())
    monkeypatch.setattr(command, "SOURCES", (source,))
    monkeypatch.setattr(command, "reasons", lambda package: {OLD: "why"})
    monkeypatch.setattr(command, "differences", lambda source: [NEW])
    assert command.main([]) == 1
    printed = capsys.readouterr().out
    assert f"pytest {pytest.__version__}: 0 differences with a reason" in printed
    assert "1 without a reason" in printed
    assert "FunctionCall.mood  member  theirs  wire" in printed
    assert "1 reasons that are no longer needed" in printed
    monkeypatch.setattr(command, "differences", lambda source: [OLD])
    assert command.main([]) == 0


def test_the_command_says_what_it_cannot_compare(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "SOURCES", (Source("no_such_sdk", "no_such_sdk", (), ()),))
    assert command.main([]) == 2
    assert capsys.readouterr().out == "no_such_sdk: not installed, not compared\n"


def test_a_version_that_there_is_not_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = "ERROR: Could not find it (from versions: 1, 2)\nERROR: No distribution for x==9\n"
    done = type("Done", (), {"returncode": 1, "stderr": output})
    monkeypatch.setattr("subprocess.run", lambda *arguments, **options: done)
    assert command.main(["--with", "x==9"]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "can't compare with x==9: No distribution for x==9\n")


def test_what_no_root_leads_to_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the type, or by the module or the package of which nothing is reached."""
    files = {
        "__init__.py": "",
        "calls.py": "from pydantic import BaseModel\n"
        "class Part(BaseModel):\n    text: str\n"
        "class Call(BaseModel):\n    parts: list[Part]\n"
        "class Lost(BaseModel):\n    name: str\n",
        "frames.py": "from made_up.calls import Call\nclass Frame(Call):\n    lane: str\n",
        "other/__init__.py": "",
        "other/one.py": "from pydantic import BaseModel\nclass One(BaseModel):\n    a: int\n",
    }
    for name, code in files.items():
        file = tmp_path / "made_up" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    frames = importlib.import_module("made_up.frames")
    assert unreached_types("made_up", [frames.Frame]) == ["made_up.calls.Lost", "made_up.other"]
    part = importlib.import_module("made_up.calls").Part
    assert unreached_types("made_up", [part]) == [
        "made_up.calls.Call",
        "made_up.calls.Lost",
        "made_up.frames",
        "made_up.other",
    ]


def test_another_version_is_found_before_the_installed_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[tuple[list[str], dict[str, Any]]] = []

    def run(arguments: list[str], **options: Any) -> Any:
        calls.append((arguments, options))
        return type("Done", (), {"returncode": 0 if "install" in arguments else 7})

    monkeypatch.setattr("subprocess.run", run)
    assert command.main(["--with", "openai==3.60.0", "--with", "x"]) == 7
    (install, _), (second_command, options) = calls
    *_, folder, first, second = install
    assert (first, second) == ("openai==3.60.0", "x")
    assert second_command[-2:] == ["-m", "tools.drift"]
    assert options["env"]["PYTHONPATH"].startswith(folder)
