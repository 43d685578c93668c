"""Before a release: the distributions are of one version, which is the tag's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_wheel import main, version_of

WHEEL, SOURCES = "responses_protocol-0.2.0-py3-none-any.whl", "responses_protocol-0.2.0.tar.gz"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ([], "0 wheels and 0 sources"),
        ([WHEEL], "1 wheels and 0 sources"),
        ([WHEEL, WHEEL.replace("0.2", "0.3"), SOURCES], "2 wheels"),
        ([WHEEL, SOURCES.replace("0.2", "0.3")], "is not of version 0.2.0"),
    ],
)
def test_a_value_that_is_not_a_pair_is_refused(
    tmp_path: Path, names: list[str], reason: str
) -> None:
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(ValueError, match=reason):
        version_of(tmp_path)


def test_the_tag_is_the_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (WHEEL, SOURCES):
        (tmp_path / name).touch()
    assert main([str(tmp_path), "v0.2.1"]) == 1
    assert capsys.readouterr().err == "the tag is v0.2.1, and the version 0.2.0\n"
