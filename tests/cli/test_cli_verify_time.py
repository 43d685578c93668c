"""``migrate --verify`` waits for an agent as long as it may take, and no longer."""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic

import pytest

from responses_protocol._cli import verify


@pytest.mark.parametrize(("done", "what"), [(b"", "the import"), (b"{}\n{}\n", "request 2")])
def test_what_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: bytes, what: str
) -> None:
    monkeypatch.setattr(verify, "_TRIAL", "timeit")  # which runs its arguments, again and again
    out = tmp_path / "out"
    out.write_bytes(done)
    start = monotonic()
    with pytest.raises(verify.Incomparable, match=f"{what} took longer than 0.2 seconds"):
        verify._run_trial("while True: pass", [], out, dict(os.environ), 0.2)
    assert monotonic() - start < 60


def test_the_exit_status_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_TRIAL", "timeit")
    out = tmp_path / "out"
    out.touch()
    assert verify._run_trial("raise ValueError", [], out, dict(os.environ), 60) == 1
