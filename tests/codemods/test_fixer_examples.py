"""Every fixer of callers does to its own example what it says."""

from __future__ import annotations

import pytest
from fixing import AGENT, OTHER_FILE, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")

from responses_protocol._codemods.fixers import FIXERS
from responses_protocol._codemods.known import NO_AGENTS

US = "from responses_protocol.integrations.openai_chat import chat_answer\n"
BEFORE = (US + AGENT + "from openai import OpenAI\n", "from agent import AGENT\n")
MINE = [one for one in FIXERS if one.code[:4] in ("RPM3", "RPM5")]


@pytest.mark.parametrize("fixer", MINE, ids=lambda tested_fixer: tested_fixer.code)
def test_the_example_is_true(fixer: object) -> None:
    tested_fixer = next(known for known in MINE if known is fixer)

    known = OTHER_FILE if tested_fixer.code == "RPM315" else NO_AGENTS
    result = fix_text(
        tested_fixer.wrong,
        tested_fixer.code,
        before=BEFORE[tested_fixer.code == "RPM315"],
        known=known,
    )
    only_found = tested_fixer.code in ("RPM314", "RPM503", "RPM512")
    assert result.texts[1].endswith(tested_fixer.wrong if only_found else tested_fixer.right)
    assert bool(result.findings) == (
        only_found or tested_fixer.code in ("RPM504", "RPM505", "RPM511")
    )
