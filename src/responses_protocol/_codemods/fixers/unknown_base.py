"""RPM191: a class with the methods of a ChatAgent whose base comes from another file."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.agents import INNER, read_agents
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import CHUNK, MESSAGE, RESPONSE, stands_for
from responses_protocol._codemods.trees import walk

TEXT = "{name} accepts messages of ChatAgent, but its class may be no ChatAgent"
HINT = "migrate it together with the file of its base class, or rewrite the method by hand"
TYPES = (CHUNK, MESSAGE, RESPONSE)


def run(module: Module) -> Iterator[Problem]:
    """Yield the methods that were left since their class may be no ChatAgent."""
    agents_of_text = read_agents(module)
    known = {id(agent.node) for agent in agents_of_text.agents}
    if agents_of_text.unmigrated:
        return
    for node in module.all(cst.ClassDef):
        if id(node) in known:
            continue
        for method in node.body.body:
            if isinstance(method, cst.FunctionDef) and method.name.value in INNER:
                params = method.params.params[1:]  # behind `self`
                annotations = [method.returns, *(param.annotation for param in params)]
                if any(_is_of_chat(module, param) for param in annotations if param is not None):
                    name = method.name.value
                    yield Problem(method, "error", TEXT.format(name=name), HINT)


def _is_of_chat(module: Module, annotation: cst.CSTNode) -> bool:
    return any(
        isinstance(node, (cst.Attribute, cst.Name))
        and any(stands_for(module, node, name) for name in TYPES)
        for node in walk(annotation)
    )


FIXER = Fixer(
    code="RPM191",
    name="unknown-base",
    summary="the methods of a ChatAgent, in a class that may not be one",
    default=True,
    wrong="class Mine(BaseOfOurs):\n    def predict(self, messages: list[ChatAgentMessage]): ...",
    right="class Mine(BaseOfOurs):\n    def predict(self, request): ...",
    run=run,
)
