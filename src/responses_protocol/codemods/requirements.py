"""Requirements in the words of pip and conda: whether they name this package, and old pins."""

from __future__ import annotations

import re

PACKAGE = "responses-protocol"
Version = tuple[int, ...]
# of MLflow, as the extra ``mlflow`` has it
AGENTS: dict[str, Version] = {"mlflow": (3, 10), "mlflow-skinny": (3, 10)}
# the first ones with the Responses API
CALLS: dict[str, Version] = {"langchain-openai": (0, 3, 9), "openai": (1, 66)}
_PIN = re.compile(
    r"(?<![\w.-])(?P<name>(?P<package>mlflow(?:-skinny)?|openai|langchain[-_]openai)(?:\[[^\]]*\])?)"
    r"\s*(?P<how>===?|~=|<=?|=)\s*(?P<version>\d+(?:\.\d+)*)(?:\.\*)?"
)


def at_least(package: str) -> str:
    """Return what a requirement of a package says at least."""
    lowest = {**AGENTS, **CALLS}[package]
    return f"{package}>={'.'.join(map(str, lowest))}"


def names_us(text: str) -> bool:
    """Tell whether a requirement is this package, by name, file or repository."""
    return PACKAGE in text.lower().replace("_", "-")


def old_pin(text: str, needs: dict[str, Version] = AGENTS) -> tuple[str, str] | None:
    """Return a pin that is too old for what is needed, and its package; None if there is none."""
    for found in _PIN.finditer(text):
        if _is_old(found, needs):
            return found[0], _package(found)
    return None


def raised(text: str) -> str:
    """Return a text with such pins of MLflow raised to what is needed at least."""
    return _PIN.sub(lambda found: _raised(found) if _is_old(found, AGENTS) else found[0], text)


def _raised(found: re.Match[str]) -> str:
    return found["name"] + at_least(_package(found)).removeprefix(_package(found))


def _package(found: re.Match[str]) -> str:
    return found["package"].replace("_", "-")


def _is_old(found: re.Match[str], needs: dict[str, Version]) -> bool:
    lowest = needs.get(_package(found))
    if lowest is None:
        return False
    # a pin of fewer numbers says nothing of the others, and may stand for the newest
    parts = tuple(map(int, found["version"].split(".")))
    if found["how"] == "<":
        return (*parts, 0, 0)[:3] <= (*lowest, 0, 0)[:3]
    return parts < lowest[: len(parts)]
