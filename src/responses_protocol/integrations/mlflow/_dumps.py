"""Restore ``model_dump_compat``, which older agents call: MLflow has it up to 3.5 only.

Agents call it on the messages that they get and on messages that they make themselves, so it has
to be a method of MLflow's own classes.
"""

from __future__ import annotations

from typing import Any

from mlflow.types import agent, chat

NAME = "model_dump_compat"


def _model_dump_compat(self: Any, **choices: Any) -> dict[str, Any]:
    """Call ``model_dump``."""
    members: dict[str, Any] = self.model_dump(**choices)
    return members


def restore_model_dump_compat() -> None:
    """Add the method to those of ChatAgent's classes that have lost it."""
    for module in (agent, chat):
        for value in list(vars(module).values()):
            is_mlflows = isinstance(value, type) and value.__module__.startswith("mlflow.")
            if is_mlflows and hasattr(value, "model_dump") and not hasattr(value, NAME):
                setattr(value, NAME, _model_dump_compat)
