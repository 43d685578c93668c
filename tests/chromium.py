"""Pages in headless Chromium, which Debian has and other machines may lack."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("needs Chromium", allow_module_level=True)

HOSTILE = "</pre><script>document.title = 'taken'</script>"


def run_chromium(url: str, folder: Path, *flags: str) -> str:
    """Open a page with a profile in ``folder``; return what Chromium prints."""
    profile = f"--user-data-dir={folder / 'profile'}"
    fixed_flags = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        profile,
    )
    result = subprocess.run(
        [str(CHROMIUM), *fixed_flags, *flags, url],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    # Chromium reports a refused style, script or request there.
    assert "CONSOLE" not in result.stderr
    return result.stdout


def check_picture(url: str, folder: Path, size: str) -> None:
    """Assert that a page gives a picture of that size (``1200,1600``) with something on it."""
    picture = folder / "page.png"
    run_chromium(url, folder, f"--screenshot={picture}", f"--window-size={size}")
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 20_000  # more than an empty page takes
