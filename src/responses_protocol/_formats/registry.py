"""The registered dialects, and the translations between them.

A dialect is a folder with a registration (``_formats/<dialect>/registration.py``). Other packages
look up its parts in the tables here; the lens names no dialect. Modules that need more than
these parts name dialects, such as the detection of payloads (``_formats/detection``, ``dialect_of``
in ``_streams/iterators.py``), the translators of streams, the gateway, and the forms of ChatAgent
that only it has (``_cli/payload_places.py``, ``tables/_streamed_answers.py``).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from responses_protocol._formats.chat_agent.registration import AGENT
from responses_protocol._formats.chat_completions.registration import CHAT
from responses_protocol._formats.detection import DETECTORS, detect_source
from responses_protocol._formats.detection.lone_objects import explain_object
from responses_protocol._formats.dialect import DialectRegistration
from responses_protocol._formats.ids import find_ids, number_repeated_ids
from responses_protocol._formats.list_locations import ALONE, IN_LIST, ListLocation, Resolve
from responses_protocol._formats.options import DEFAULT, Options, options_from_json
from responses_protocol._formats.responses.registration import RESPONSES
from responses_protocol._formats.subjects import Subject
from responses_protocol._formats.tool_names import ToolNames
from responses_protocol._formats.translations import Identity, Translation, Translator
from responses_protocol._formats.turns import OpenTurn
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from responses_protocol._formats.bodies import BodyPair, BodyTranslation

__all__ = [
    "ALONE",
    "BODIES",
    "BODY_KINDS",
    "DEFAULT",
    "DIALECTS",
    "HUB",
    "IN_LIST",
    "KINDS",
    "LISTS",
    "REQUESTED",
    "SUBJECTS",
    "TRANSLATIONS",
    "ApiDialect",
    "Dialect",
    "Identity",
    "Kind",
    "ListLocation",
    "OpenTurn",
    "Options",
    "Resolve",
    "ToolNames",
    "Translation",
    "detect_source",
    "explain_object",
    "find_body_translation",
    "find_ids",
    "find_translation",
    "has_ids",
    "has_outputs",
    "informed",
    "is_known",
    "label_of",
    "new_ids",
    "note_open_calls",
    "number_repeated_ids",
    "options_from_json",
    "preset",
    "register_dialect",
    "remove_dialect",
]

Dialect = Literal["responses", "chat_completions", "chat_agent"]
Kind = Literal["history", "tools", "tool_choice", "request", "response"]
ApiDialect = Literal["responses", "chat_completions"]
# dialects whose answers belong to a request here
REQUESTED: tuple[ApiDialect, ...] = get_args(ApiDialect)
HUB: Dialect = "responses"
LISTS = ("history", "tools")  # the other kinds are one value
BODY_KINDS = ("request", "response")
KINDS: tuple[Kind, ...] = get_args(Kind)

DIALECTS: dict[str, DialectRegistration] = {}
# by kind, source and target
TRANSLATIONS: dict[tuple[str, str, str], Translation] = {}
BODIES: dict[tuple[str, str, str], Callable[[], BodyTranslation]] = {}
SUBJECTS: dict[str, Subject] = {}  # by their names


def register_dialect(dialect: DialectRegistration) -> Any:
    """Add a dialect, so that ``convert``, ``validate`` and all others accept it.

    Args:
        dialect: The registration. The other dialects of its translations are registered before.

    Returns:
        Its name, as callers give it. It is typed ``Any``, since the literal types of the arguments
        list the dialects of this package only.

    Raises:
        ValueError: Its name, a subject or a loss code is in use, or another dialect is unknown.

    Example:
        ```python
        TOY = register_dialect(DialectRegistration(name="toy", label="Toy", pairs=..., ...))
        rp.convert(messages, "responses", source=TOY, kind="history")
        ```
    """
    name = dialect.name
    _check(dialect)
    if dialect.codes:
        from responses_protocol._formats.codes import CODES

        CODES.update(dialect.codes)
    if dialect.schemas is not None:
        from responses_protocol.schemas import add_folder

        add_folder(name, dialect.schemas)
    if dialect.detect is not None:
        DETECTORS[name] = dialect.detect
    for (kind, other_dialect), pair in dialect.pairs.items():
        TRANSLATIONS.update(pair.translations(kind, name, other_dialect))
    for (kind, other_dialect), load in dialect.bodies.items():
        BODIES[kind, other_dialect, name], BODIES[kind, name, other_dialect] = _both(load)
    SUBJECTS.update((subject.name, subject) for subject in dialect.subjects)
    DIALECTS[name] = dialect
    return name


def _both(
    load: Callable[[], BodyPair],
) -> tuple[Callable[[], BodyTranslation], Callable[[], BodyTranslation]]:
    """Return functions that load both directions of a pair, once."""

    @cache
    def translations() -> tuple[BodyTranslation, BodyTranslation]:
        return load().translations()

    return lambda: translations()[0], lambda: translations()[1]


def _check(dialect: DialectRegistration) -> None:
    """Raise ValueError where a name is in use, or another dialect is unknown."""
    name = dialect.name
    if name in DIALECTS:
        raise ValueError(f"a dialect {name} is registered already")
    for kind, other_dialect in (*dialect.pairs, *dialect.bodies):
        if other_dialect not in DIALECTS:
            raise ValueError(f"{kind}: no dialect {other_dialect} is registered")
        if kind not in KINDS:
            raise ValueError(f"{kind} is no kind of payload; kinds are {', '.join(KINDS)}")
    used = [subject.name for subject in dialect.subjects if subject.name in SUBJECTS]
    if dialect.codes:
        from responses_protocol._formats.codes import CODES

        used += [code for code in dialect.codes if code in CODES]
    if used:
        raise ValueError(f"{', '.join(used)}: in use already")


def remove_dialect(name: str) -> None:
    """Undo ``register_dialect``, as tests of a dialect do; raise KeyError for an unknown name."""
    dialect = DIALECTS.pop(name)
    for table in (TRANSLATIONS, BODIES):
        for key in [key for key in table if name in key[1:]]:
            del table[key]
    for subject in dialect.subjects:
        del SUBJECTS[subject.name]
    DETECTORS.pop(name, None)
    if dialect.codes:
        from responses_protocol._formats.codes import CODES

        for code in dialect.codes:
            del CODES[code]
    if dialect.schemas is not None:
        from responses_protocol.schemas import remove_folder

        remove_folder(name)


for _dialect in (RESPONSES, CHAT, AGENT):
    register_dialect(_dialect)


def is_known(kind: str, source: str, target: str) -> bool:
    """Return whether a kind of payload can be translated from one dialect to the other."""
    key = kind, source, target
    return key in TRANSLATIONS or key in BODIES


def find_translation(kind: str, source: str, target: str) -> Translation:
    """Return the translation of a list or a choice; raise ConversionError if there is none."""
    translation = TRANSLATIONS.get((kind, source, target))
    if translation is None:
        raise ConversionError(f"a {kind} cannot be converted from {source} to {target}")
    return translation


def find_body_translation(kind: str, source: str, target: str) -> BodyTranslation:
    """Return the translation of a whole payload; raise ConversionError if there is none."""
    load = BODIES.get((kind, source, target))
    if load is None:
        raise ConversionError(f"a {kind} cannot be converted from {source} to {target}")
    return load()


def label_of(dialect: str) -> str:
    """Return the name of a dialect in messages."""
    return DIALECTS[dialect].label


def has_ids(dialect: str | None, options: Options) -> bool:
    """Return whether the values that a translation writes in a dialect have ids."""
    return dialect is not None and DIALECTS[dialect].writes_ids(options)


def new_ids(values: list[Json], dialect: str | None, options: Options) -> dict[int, str]:
    """Return new ids, by their places, for values of a dialect that have the id of an earlier one.

    A translation reads each value alike wherever it stands, so that two may get one id.
    """
    return number_repeated_ids(values) if has_ids(dialect, options) else {}


def informed(translate: Translator, names: ToolNames) -> Translator:
    """Return a translator that knows the names of the tools that may be called."""
    return lambda values, options, opened=None: translate(values, options, opened, names)


def preset(name: str) -> Options:
    """Return the options of a preset; raise ValueError if there is none of this name."""
    from responses_protocol._formats.servers import find_preset as find

    return find(name)


def has_outputs(values: list[Json], dialect: str | None) -> bool:
    """Return whether there is an output among the values of a history."""
    from responses_protocol._formats.open_calls import has_outputs as find

    return find(values, _call_finder(dialect))


def note_open_calls(
    opened: OpenTurn, read: list[Json], written: list[Json], source: str | None, target: str | None
) -> None:
    """Record the open calls of ``read``, values of ``source`` whose translation is ``written``."""
    from responses_protocol._formats.open_calls import record_open_calls

    finders = _call_finder(source), _call_finder(target)
    record_open_calls(
        opened, read, written, finders, to_hub=target == HUB, by_hub=HUB not in (source, target)
    )


def _call_finder(dialect: str | None) -> Any:
    return None if dialect is None else DIALECTS[dialect].find_calls
