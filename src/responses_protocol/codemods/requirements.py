"""Requirements in the words of pip and conda: whether they name this package, and old pins."""

from __future__ import annotations

import re

PACKAGE = "responses-protocol"
LOWEST = (3, 6)  # of MLflow, as the extra ``mlflow`` has it
AT_LEAST = f">={'.'.join(map(str, LOWEST))}"
_PIN = re.compile(
    r"(?<![\w.-])(?P<name>mlflow(?:-skinny)?(?:\[[^\]]*\])?)\s*"
    r"(?P<how>===?|~=|<=?|=)\s*(?P<version>\d+(?:\.\d+)*)(?:\.\*)?"
)


def names_us(text: str) -> bool:
    """Tell whether a requirement is this package, by name, file or repository."""
    return PACKAGE in text.lower().replace("_", "-")


def old_pin(text: str) -> str | None:
    """Return the pin of an MLflow that a migrated agent can't use, None where there is none."""
    for found in _PIN.finditer(text):
        if _is_old(found):
            return found[0]
    return None


def raised(text: str) -> str:
    """Return a text with such pins raised to what is needed at least."""
    return _PIN.sub(lambda found: found["name"] + AT_LEAST if _is_old(found) else found[0], text)


def _is_old(found: re.Match[str]) -> bool:
    major, minor, *_ = (*map(int, found["version"].split(".")), 0, 0)
    return (major, minor) < LOWEST or (found["how"] == "<" and (major, minor) == LOWEST)
