"""The reasons for differences, and the differences without one."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.drift.differences import Difference

FILE = Path(__file__).with_suffix(".toml")

# By name: the standard library has its reader since Python 3.11, and before it is pytest's.
_toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")


@dataclass(frozen=True)
class Verdict:
    """Differences without a reason, and reasons without a difference."""

    new: list[Difference]
    settled: list[Difference]


def reasons(package: str, file: Path = FILE) -> dict[Difference, str]:
    """Return the differences from an SDK that have a reason, with it.

    Raises ``ValueError`` when a difference has two.
    """
    found: dict[Difference, str] = {}
    for dialect, profiles in _toml.loads(file.read_text(encoding="utf-8")).get(package, {}).items():
        for profile, sides in profiles.items():
            for side, kinds in sides.items():
                for kind, table in kinds.items():
                    for reason, places in table.items():
                        for place in places:
                            one = Difference(dialect, profile, side, kind, place)
                            if one in found:
                                raise ValueError(f"two reasons for {' '.join(one)}")
                            found[one] = reason
    return found


def judge(found: Iterable[Difference], documented: Iterable[Difference]) -> Verdict:
    """Compare differences with those that have a reason.

    A place that ends in ``*`` stands for all that begin so.
    """
    there, known = set(found), set(documented)
    groups = {one for one in known if one.place.endswith("*")}
    grouped = {
        group: {one for one in there if one[:-1] == group[:-1] and _begins(one, group)}
        for group in groups
    }
    new = there.difference(known, *grouped.values())
    settled = known - there - {group for group, members in grouped.items() if members}
    return Verdict(sorted(new), sorted(settled))


def _begins(one: Difference, group: Difference) -> bool:
    return one.place.startswith(group.place[:-1])
