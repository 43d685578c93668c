"""``rp.validate``: what is wrong with a payload."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, Settings, View
from responses_protocol.checks.rules import rules
from responses_protocol.checks.subjects import Subject
from responses_protocol.checks.views import views
from responses_protocol.reporting.finding import Finding
from responses_protocol.values import Json

DEFAULT = Settings()


def findings(payload: Json, subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with a payload that is of this subject."""
    for view in views(payload, subject, settings):
        for rule in _for(view):
            for problem in rule.check(view):
                yield _finding(rule, problem, view, subject)


def _finding(rule: Rule, problem: Problem, view: View, subject: Subject) -> Finding:
    return Finding(
        rule.code,
        problem.severity or rule.severity,
        problem.message,
        view.name(problem.pointer) if problem.param is None else problem.param,
        view.pointer + problem.pointer,
        problem.hint,
        subject.label,
    )


def _for(view: View) -> Iterator[Rule]:
    for rule in rules():
        if view.about in rule.views and (not rule.targets or view.settings.target in rule.targets):
            yield rule
