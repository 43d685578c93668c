"""Rules applied to views: the problems that they find, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules import rules
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.losses import nearest_pointer
from responses_protocol._reporting.finding import Finding
from responses_protocol._severity import Severity
from responses_protocol._values import split_pointer


def apply_rules(views: Iterable[View], subject: Subject, *, any_shape: bool) -> Iterator[Finding]:
    """Yield the findings of rules in views, with pointers into the payload.

    Args:
        views: The views of the payload.
        subject: The subject of the payload.
        any_shape: Whether to apply the rules that read views of any structure, or all others.
    """
    for view in views:
        target, types = view.settings.target, _item_types(view, any_shape)
        for rule in _applicable_rules(view.name, target, any_shape, types):
            for problem in rule.check(view):
                yield _finding(rule, problem, view, subject)


def _item_types(view: View, any_shape: bool) -> frozenset[str | None] | None:
    """Return the types of the items in a Responses history that rules name; None of other views."""
    if any_shape or view.name != "responses_history":
        return None
    return _named_types().intersection(view.by_type)


@cache
def _named_types() -> frozenset[str | None]:
    return frozenset().union(*(rule.item_types for rule in rules()))


@lru_cache(1024)
def _applicable_rules(
    name: str, target: str, any_shape: bool, types: frozenset[str | None] | None
) -> tuple[Rule, ...]:
    """Return the rules to apply to a view, without those that no item of these types breaks."""
    return tuple(
        rule
        for rule in rules()
        if (name in rule.views or rule.every_view)
        and rule.any_shape == any_shape
        and (not rule.targets or target in rule.targets)
        and (types is None or not rule.item_types or not rule.item_types.isdisjoint(types))
    )


def _severity(rule: Rule, target: str) -> Severity:
    is_unseen = rule.observed_targets and target not in rule.observed_targets
    return "warning" if is_unseen and rule.severity == "error" else rule.severity


def _finding(rule: Rule, problem: Problem, view: View, subject: Subject) -> Finding:
    return Finding(
        rule.code,
        problem.severity or _severity(rule, view.settings.target),
        problem.message,
        view.place_of(problem.pointer) if problem.place is None else problem.place,
        # the pointer of a problem may lead to a member that is missing
        view.pointer + nearest_pointer(view.value, split_pointer(problem.pointer)),
        problem.hint,
        subject.label,
    )
