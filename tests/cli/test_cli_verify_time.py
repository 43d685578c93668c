"""``migrate --verify`` waits for an agent as long as it may take, and no longer."""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic

import pytest

from responses_protocol._cli import verify


@pytest.mark.parametrize(("content", "subject"), [(b"", "the import"), (b"{}\n{}\n", "request 2")])
def test_an_agent_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, subject: str
) -> None:
    monkeypatch.setattr(verify, "_TRIAL", "timeit")  # which runs its arguments, again and again
    output = tmp_path / "out"
    output.write_bytes(content)
    start = monotonic()
    with pytest.raises(verify.Incomparable, match=f"{subject} took longer than 0.2 seconds"):
        verify._run_trial("while True: pass", [], output, dict(os.environ), 0.2)
    assert monotonic() - start < 60


def test_the_exit_status_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_TRIAL", "timeit")
    output = tmp_path / "out"
    output.touch()
    assert verify._run_trial("raise ValueError", [], output, dict(os.environ), 60) == 1
