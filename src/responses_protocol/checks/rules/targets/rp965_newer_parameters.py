"""RP965: parameters that only OpenAI's endpoint knows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.reporting.finding import Severity

TOLD = {
    "mistral": "Extra inputs are not permitted",
    "databricks": "The models that are served here take no '{name}'.",
}
TOKENS = "Use max_tokens."
REFUSED = {
    "mistral": {"max_completion_tokens": TOKENS, "store": "", "seed": "Use random_seed."},
    "databricks": {"max_completion_tokens": TOKENS},
}
SURE = (("mistral", "max_completion_tokens"), ("mistral", "store"))  # seen refused
ASKED = [{"role": "user", "content": "Hello!"}]


def newer(view: View) -> Iterator[Problem]:
    """Find parameters that a target refuses."""
    target = view.settings.target
    for name, hint in REFUSED[target].items():
        if name in view.value:
            severity: Severity | None = None if (target, name) in SURE else "warning"
            yield Problem(f"/{name}", TOLD[target].format(name=name), hint, severity=severity)


RP965 = Rule(
    code="RP965",
    name="newer-parameters",
    summary="Mistral and Databricks take max_tokens, Mistral no store and a random_seed.",
    severity="error",
    views=("chat_request",),
    check=newer,
    wrong=Example(
        "chat_completions/request", {"model": "m", "messages": ASKED, "max_completion_tokens": 99}
    ),
    right=Example("chat_completions/request", {"model": "m", "messages": ASKED, "max_tokens": 99}),
    source=(
        "https://github.com/Gitlawb/openclaude/issues/739, "
        "https://github.com/zed-industries/zed/issues/57122, "
        "https://github.com/OpenHands/software-agent-sdk/pull/2128"
    ),
    targets=frozenset({"databricks", "mistral"}),
)
