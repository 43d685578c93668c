"""Parts of the site outside of ``docs``: pages of the repository, linked files, and a check.

MkDocs calls these functions by their names (``hooks`` in ``mkdocs.yml``).
"""

from __future__ import annotations

import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from tools.site import commands

ROOT = Path(__file__).parents[2]
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "schemas/README.md": "schema_files.md",
}
SCRIPTS = {  # for diagrams, and for the search where the site is read from a disk
    "assets/mermaid.js": "@mermaid-js/tiny/dist/mermaid.tiny.js",
    "assets/iframe-worker.js": "iframe-worker/shim/index.js",
}
MODULES = Path(sys.prefix) / "node" / "node_modules"
LINK = re.compile(r"\]\(([^)#:\s]+)(#[^)\s]*)?\)")
# Addresses that a browser fetches by itself; links that people follow may lead elsewhere.
FETCHED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//[^>]*>")


def on_files(files: Files, config: Any) -> Files:
    """Add pages from outside ``docs``, and the files that any page links to."""
    for source, page in PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=_relinked(text, source, page)))
    files.append(File.generated(config, "reference/commands.md", content=commands.page()))
    for place, script in SCRIPTS.items():
        files.append(File.generated(config, place, abs_src_path=str(MODULES / script)))
    for path in sorted(_linked_files(files)):
        files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let links to files outside of ``docs`` lead to their places on the site."""
    at = page.file.src_uri
    if at in PAGES.values():
        return markdown  # they are so already
    return _relinked(markdown, f"docs/{at}", at)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Refuse a page that fetches something from another host."""
    found = FETCHED.search(output)
    if found:
        raise PluginError(f"{page.file.src_uri} fetches from another host: {found[0]}")
    return output


def _relinked(text: str, source: str, page: str) -> str:
    """Return a page with the links of its place in the repository as those of the site."""

    def link(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), found[1]))
        if (ROOT / target).is_dir():
            target = posixpath.join(target, "README.md")
        place = PAGES.get(target, target.removeprefix("docs/"))
        return f"]({posixpath.relpath(place, posixpath.dirname(page) or '.')}{found[2] or ''})"

    return LINK.sub(link, text)


def _linked_files(files: Files) -> set[str]:
    """Return the files of the repository that pages link to and that are no pages themselves."""
    found = set()
    for file in files.documentation_pages():
        for target, _ in LINK.findall(file.content_string):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(file.src_uri), target))
            path = path.removeprefix("../")
            if path not in PAGES and files.get_file_from_path(path) is None:
                found.add(path)
    return {path for path in found if (ROOT / path).is_file()}
