"""The metadata of a build that differ from place to place: the address of the project.

``PROJECT_URL`` names the repository that builds; without it, a distribution names no address. So
a fork never names another repository as its home.
"""

from __future__ import annotations

import os
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PAGES = {
    "Homepage": "",
    "Documentation": "/tree/main/docs",
    "Changelog": "/blob/main/CHANGELOG.md",
    "Issues": "/issues",
}


class ProjectUrls(MetadataHookInterface):
    """Writes the project URLs into the metadata; hatchling finds the class by its base."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Write the pages of ``PROJECT_URL``, or none where it is not set."""
        address = os.environ.get("PROJECT_URL", "").rstrip("/")
        metadata["urls"] = {name: address + page for name, page in PAGES.items() if address}
