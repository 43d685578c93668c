r"""Lines of a notebook's cell that are IPython's and not Python's, made into Python and back.

``%pip install x``, ``!ls``, ``files = !ls`` and ``model?`` become statements with a marked comment,
so that lines keep their numbers. Only beginnings of statements count: ``%`` after an open bracket
is an operator. See "IPython built-in magic commands" and "System shell access" in its manual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = "# kept by responses-protocol: line"
_MARKED = re.compile(rf"^([ \t]*)[^\n]*?{_MARK} (\d+)$", re.MULTILINE)
_MAGIC = re.compile(
    r"""(?P<indent>[ \t]*)
    (?: (?P<target>[\w.]+(?:[ ]*,[ ]*[\w.]+)*)[ ]*=[ ]*(?:!|%(?=[\w%]))   # x = !ls, x = %time f()
      | [!?] | %(?=[\w%])                                                # !ls, ?x, %pip
      | [\w.]+\?{1,2}[ \t]*(?=\n|$)                                      # x?
      | (?:pip3?|conda|mamba)[ ](?:install|list|uninstall)(?=\s|$)          # pip install x
    )[^\n]*""",
    re.VERBOSE,
)
_TOKEN = re.compile(
    r"""(?P<triple>\"\"\"|''')|(?P<quote>["'])|(?P<comment>\#[^\n]*)|(?P<open>[(\[{])
    |(?P<close>[)\]}])|(?P<joined>\\\n)|(?P<end>\n)""",
    re.VERBOSE,
)
_STRING_ENDS = {
    '"""': re.compile(r'(?:\\.|[^\\])*?"""', re.DOTALL),
    "'''": re.compile(r"(?:\\.|[^\\])*?'''", re.DOTALL),
    '"': re.compile(r'(?:\\.|[^\\\n"])*"?', re.DOTALL),
    "'": re.compile(r"(?:\\.|[^\\\n'])*'?", re.DOTALL),
}


def masked(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return ``text`` as Python, and the lines with indentations that ``unmasked`` needs."""
    parts: list[str] = []
    kept: list[tuple[str, str]] = []
    at = 0
    for start, stop in _magic_places(text):
        match = _MAGIC.match(text, start)
        statement = "pass"
        if match and match["target"]:
            statement = f"{match['target']} = None"
        indent = match["indent"] if match else ""
        lines = text[start:stop].split("\n")
        parts.append(text[at:start])
        made = []
        for number, line in enumerate(lines):
            made.append(f"{indent}{'' if number else statement + '  '}{_MARK} {len(kept)}")
            kept.append((indent, line))
        parts.append("\n".join(made))
        at = stop
    return "".join([*parts, text[at:]]), kept


def unmasked(text: str, kept: list[tuple[str, str]]) -> str:
    """Return ``text`` with the ``kept`` lines again in the places of their marks."""
    if not kept:
        return text
    return _MARKED.sub(lambda match: _again(match, kept), text)


def _again(match: re.Match[str], kept: list[tuple[str, str]]) -> str:
    indent, line = kept[int(match[2])]
    # the code around it may have been indented anew
    return line if match[1] == indent else match[1] + line.removeprefix(indent)


def _magic_places(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        match = _MAGIC.match(text, at)
        if match:
            stop = match.end()
            while text[stop - 1] == "\\" and stop < len(text):
                following = text.find("\n", stop + 1)
                stop = len(text) if following < 0 else following
            yield at, stop
            at = stop + 1
        else:
            at = _statement_end(text, at)


def _statement_end(text: str, at: int) -> int:
    """Return where the next statement begins."""
    depth = 0
    while True:
        match = _TOKEN.search(text, at)
        if match is None:
            return len(text)
        at = match.end()
        kind = match.lastgroup
        if kind in ("triple", "quote"):
            closed = _STRING_ENDS[match[0]].match(text, at)
            at = closed.end() if closed else len(text)
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "end" and depth <= 0:
            return at
