"""Fixes of recorded payloads: a second run changes nothing, and other text stays."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from recordings import needs_corpus, recorded

from responses_protocol._checks.fixes import fix_payload, fix_text
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value

pytestmark = needs_corpus

RECORDED_SUBJECTS = [
    (dialect, kind)
    for dialect in ("responses", "chat_completions")
    for kind in ("request", "history", "tools", "response")
]


def find_differences(old: Any, new: Any, place: str = "") -> list[str]:
    """Return the paths of the outermost members and elements in which two values differ."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return [
            path for key in old for path in find_differences(old[key], new[key], f"{place}/{key}")
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [
            path for index, pair in pairs for path in find_differences(*pair, f"{place}/{index}")
        ]
    return [] if old == new and type(old) is type(new) else [place]


@pytest.mark.parametrize("profile", get_args(Profile))
@pytest.mark.parametrize(("dialect", "kind"), RECORDED_SUBJECTS)
def test_recorded(dialect: str, kind: str, profile: Profile) -> None:
    subject, settings = SUBJECTS[f"{dialect}/{kind}"], Settings(profile)
    count = 0
    for one in recorded(dialect, kind):
        result = fix_payload(one.payload, subject, settings)
        raw = json.dumps(one.payload, indent=1).encode()
        new, findings = fix_text(raw, subject, settings)
        assert json.loads(new) == result.payload, one.place
        assert findings == result.findings, one.place
        if not findings:
            assert new == raw, one.place
            continue
        count += 1
        assert fix_payload(result.payload, subject, settings).patch == [], one.place
        left = [
            (left.code, left.message) for left in check_value(result.payload, subject, settings)
        ]
        assert not {(one.code, one.message) for one in findings} & set(left), one.place
        owners = {step["path"].rpartition("/")[0] for step in result.patch}
        for place in find_differences(one.payload, result.payload):
            assert any(f"{place}/".startswith(f"{owner}/") for owner in owners), one.place
    print(f"{subject.name}, {profile}: {count} payloads mended")
