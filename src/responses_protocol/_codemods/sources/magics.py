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


def mask_magics(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a text as Python, and the lines of magics with their indentations."""
    parts: list[str] = []
    lines_kept: list[tuple[str, str]] = []
    index = 0
    for start, stop in _magic_places(text):
        match = _MAGIC.match(text, start)
        statement = "pass"
        if match and match["target"]:
            statement = f"{match['target']} = None"
        indent = match["indent"] if match else ""
        lines = text[start:stop].split("\n")
        parts.append(text[index:start])
        new_lines = []
        for number, line in enumerate(lines):
            new_lines.append(
                f"{indent}{'' if number else statement + '  '}{_MARK} {len(lines_kept)}"
            )
            lines_kept.append((indent, line))
        parts.append("\n".join(new_lines))
        index = stop
    return "".join([*parts, text[index:]]), lines_kept


def unmask_magics(text: str, lines_kept: list[tuple[str, str]]) -> str:
    """Return a text with the lines of magics in the places of their marks."""
    if not lines_kept:
        return text
    return _MARKED.sub(lambda match: _restore_line(match, lines_kept), text)


def _restore_line(match: re.Match[str], lines_kept: list[tuple[str, str]]) -> str:
    indent, line = lines_kept[int(match[2])]
    # the code around it may have been indented anew
    return line if match[1] == indent else match[1] + line.removeprefix(indent)


def _magic_places(text: str) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(text):
        match = _MAGIC.match(text, index)
        if match:
            stop = match.end()
            while text[stop - 1] == "\\" and stop < len(text):
                following = text.find("\n", stop + 1)
                stop = len(text) if following < 0 else following
            yield index, stop
            index = stop + 1
        else:
            index = _statement_end(text, index)


def _statement_end(text: str, index: int) -> int:
    """Return where the next statement begins."""
    depth = 0
    while True:
        match = _TOKEN.search(text, index)
        if match is None:
            return len(text)
        index = match.end()
        kind = match.lastgroup
        if kind in ("triple", "quote"):
            string_end = _STRING_ENDS[match[0]].match(text, index)
            index = string_end.end() if string_end else len(text)
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "end" and depth <= 0:
            return index
