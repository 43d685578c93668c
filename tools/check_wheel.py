"""Try the wheel in a folder away from the sources, and hold the version to that of a tag.

``python tools/check_wheel.py dist [v0.2.0]`` ends with 1 and a line that says why where the folder
does not hold one wheel and one source distribution, where the tag is not the version, or where
the installed wheel does not print it. It installs with the versions of ``requirements``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "package.txt"


def version_of(folder: Path) -> str:
    """Return the version that the two distributions of a folder have; raise ValueError if not."""
    wheels, sources = sorted(folder.glob("*.whl")), sorted(folder.glob("*.tar.gz"))
    if len(wheels) != 1 or len(sources) != 1:
        raise ValueError(f"{folder} holds {len(wheels)} wheels and {len(sources)} sources, not one")
    _, version, *_ = wheels[0].name.split("-")
    if sources[0].name != f"responses_protocol-{version}.tar.gz":
        raise ValueError(f"{sources[0].name} is not of version {version}")
    return version


def printed(wheel: Path) -> str:
    """Return the version that the command of an installed wheel prints."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder, "Scripts" if sys.platform == "win32" else "bin")
        install = [str(programs / "python"), "-m", "pip", "install", "--quiet"]
        for arguments in (["--requirement", str(LOCK)], ["--no-deps", str(wheel.resolve())]):
            subprocess.run([*install, *arguments], cwd=folder, check=True)
        command = [str(programs / "responses-protocol"), "--version"]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        return done.stdout.split()[-1]


def main(arguments: list[str]) -> int:
    """Check the distributions in a folder, and the tag behind it; return the exit code."""
    folder, tag = Path(arguments[0]), "".join(arguments[1:])
    try:
        version = version_of(folder)
        if tag and tag != f"v{version}":
            raise ValueError(f"the tag is {tag}, and the version {version}")
        [wheel] = folder.glob("*.whl")
        if printed(wheel) != version:
            raise ValueError(f"the command of {wheel.name} prints another version")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{wheel.name} works")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
