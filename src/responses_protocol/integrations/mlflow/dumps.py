"""``model_dump_compat``, by which agents of old dump messages: MLflow has it up to 3.5 only.

Agents call it on what they are asked with and on messages that they make themselves, so it has to
be a method of MLflow's own classes.
"""

from __future__ import annotations

from typing import Any

from mlflow.types import agent, chat

NAME = "model_dump_compat"


def _model_dump_compat(self: Any, **choices: Any) -> dict[str, Any]:
    """Return what ``model_dump`` returns."""
    made: dict[str, Any] = self.model_dump(**choices)
    return made


def restore() -> None:
    """Give the method back to those of ChatAgent's classes that have it no more."""
    for module in (agent, chat):
        for one in list(vars(module).values()):
            ours = isinstance(one, type) and one.__module__.startswith("mlflow.")
            if ours and hasattr(one, "model_dump") and not hasattr(one, NAME):
                setattr(one, NAME, _model_dump_compat)
