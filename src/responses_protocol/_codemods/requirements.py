"""Requirements in the words of pip, conda and poetry: this package, and pins that are too old."""

from __future__ import annotations

import re
from collections.abc import Callable

PACKAGE = "responses-protocol"
Version = tuple[int, ...]
# of MLflow, as the extra ``mlflow`` has it
AGENTS: dict[str, Version] = {"mlflow": (3, 10), "mlflow-skinny": (3, 10)}
# the first ones with the Responses API
CALLS: dict[str, Version] = {"langchain-openai": (0, 3, 9), "openai": (1, 66)}
_NUMBER = r"\d+(?:\.\d+)*(?:\.\*)?"
_PART = re.compile(rf"(?P<how>===?|~=|<=|>=|!=|<|>|=|~|\^|)\s*(?P<version>{_NUMBER})")
_MORE = rf"(?:\s*,\s*(?:[<>=!~^]+)\s*{_NUMBER})*"
_PIN = re.compile(
    r"(?<![\w.-])(?P<name>(?P<package>mlflow(?:-skinny)?|openai|langchain[-_]openai)(?:\[[^\]]*\])?)"
    r"(?:(?P<key>[\"']?\s*=\s*(?:\{.*?\bversion\s*=\s*)?[\"'])|\s*\(?)"  # poetry has keys
    rf"(?P<parts>(?(key)[<>=!~^]*|[<>=!~^]+)\s*{_NUMBER}{_MORE})"
)


def at_least(package: str) -> str:
    """Return the requirement of a package with its lowest version."""
    lowest = {**AGENTS, **CALLS}[package]
    return f"{package}>={'.'.join(map(str, lowest))}"


def names_us(text: str) -> bool:
    """Return whether a requirement is this package, by name, file or repository."""
    return PACKAGE in text.lower().replace("_", "-")


def old_pin(text: str, needs: dict[str, Version] = AGENTS) -> tuple[str, str] | None:
    """Return a pin that is too old for the needed versions, and its package; None without one."""
    for pin in _PIN.finditer(text):
        if _is_old(pin, needs):
            return pin[0], _package(pin)
    return None


def raise_pins(text: str) -> str:
    """Return a text with such pins of MLflow raised to the lowest version that is needed."""
    return _PIN.sub(lambda pin: _raise_pin(pin) if _is_old(pin, AGENTS) else pin[0], text)


def _raise_pin(pin: re.Match[str]) -> str:
    return pin["name"] + at_least(_package(pin)).removeprefix(_package(pin))


def _package(pin: re.Match[str]) -> str:
    return pin["package"].replace("_", "-")


def _is_old(pin: re.Match[str], needs: dict[str, Version]) -> bool:
    """Return whether one part of a pin allows nothing that is new enough."""
    lowest = needs.get(_package(pin))
    if lowest is None:
        return False
    return any(
        _ENDS.get(part["how"], _never)(_numbers(part["version"]), lowest)
        for part in _PART.finditer(pin["parts"])
    )


def _numbers(version: str) -> Version:
    return tuple(map(int, version.removesuffix(".*").split(".")))


def _whole(version: Version) -> Version:
    return (*version, 0, 0)[:3]


def _is_below(version: Version, lowest: Version) -> bool:
    """A pin of fewer numbers says nothing of the others, and may represent the newest."""
    return version < lowest[: len(version)]


def _never(version: Version, lowest: Version) -> bool:
    return False


def _caret(version: Version, lowest: Version) -> bool:
    """``^1.2`` fixes the numbers up to the first that is not 0."""
    first = next((index for index, number in enumerate(version) if number), len(version) - 1)
    return _is_below(version[: first + 1], lowest)


# whether a part ends below the lowest version that is needed
_ENDS: dict[str, Callable[[Version, Version], bool]] = {
    "": _is_below,
    "<": lambda version, lowest: _whole(version) <= _whole(lowest),
    "<=": lambda version, lowest: _whole(version) < _whole(lowest),
    "=": _is_below,
    "==": _is_below,
    "===": _is_below,
    "^": _caret,
    "~": lambda version, lowest: _is_below(version[:2], lowest),
    "~=": lambda version, lowest: _is_below(version[:-1] or version, lowest),
}
