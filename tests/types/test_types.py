"""The public types, as pyright sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("basedpyright")

ROOT = Path(__file__).parents[2]
# Their types are those of packages that this environment does not have.
OF_OTHERS = ("responses_protocol.integrations.", "responses_protocol.tables.")


def pyright(folder: Path, *arguments: str) -> Any:
    # It asks the interpreter on the path where packages are.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--outputjson", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout, result.stderr
    return json.loads(result.stdout)


def test_a_client_is_typed(tmp_path: Path) -> None:
    settings = {
        "include": [str(ROOT / "tests" / "types" / "client.py")],
        "extraPaths": [str(ROOT / "src")],
        "pythonVersion": "3.10",
        "reportUnnecessaryTypeIgnoreComment": "error",
        "typeCheckingMode": "strict",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    report = pyright(tmp_path)
    assert report["summary"]["filesAnalyzed"] == 1
    assert report["generalDiagnostics"] == []


def test_all_public_types_are_known(tmp_path: Path) -> None:
    report = pyright(tmp_path, "--verifytypes", "responses_protocol", "--ignoreexternal")
    exported = [symbol for symbol in report["typeCompleteness"]["symbols"] if symbol["isExported"]]
    assert len(exported) > 3_000
    incomplete = {symbol["name"] for symbol in exported if not symbol["isTypeKnown"]}
    assert {name for name in incomplete if not name.startswith(OF_OTHERS)} == set()
