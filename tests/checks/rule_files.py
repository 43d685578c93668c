"""The examples of rules: their own, and the files in the folder of their code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from responses_protocol._checks.rule import Rule, Settings
from responses_protocol._checks.rules import rules

FOLDER = Path(__file__).parent / "rules"
RULES = {rule.code: rule for rule in rules()}
FILES = sorted(FOLDER.glob("*/*.json"))


@dataclass(frozen=True)
class Example:
    """A payload that a rule reports, or does not; ``places`` is None where no file has them."""

    name: str
    subject: str
    payload: Any
    settings: Settings
    places: list[str] | None = None


def make_settings(rule: Rule) -> Settings:
    """Return the settings with which a rule applies."""
    return Settings(target=min(rule.targets)) if rule.targets else Settings()


def read_example(path: Path) -> Example:
    """Return the example in a file."""
    rule = RULES[path.parent.name]
    value = json.loads(path.read_text(encoding="utf-8"))
    case = value if isinstance(value, dict) and "payload" in value else {"payload": value}
    settings = Settings(**case["settings"]) if "settings" in case else make_settings(rule)
    return Example(
        f"{rule.code}/{path.stem}",
        case.get("subject", rule.subject),
        case["payload"],
        settings,
        case.get("places"),
    )


EXAMPLES = [
    *(
        Example(f"{rule.code}/{name}", rule.subject, payload, rule.settings or make_settings(rule))
        for rule in RULES.values()
        for name, payload in (("wrong", rule.wrong), ("right", rule.right))
    ),
    *map(read_example, FILES),
]
