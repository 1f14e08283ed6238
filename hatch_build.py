"""Builds the application's pages into the package when a wheel or sdist is made, so that nothing needs Node where it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """`npm ci && npm run build` when the pages are missing; LDIP_SKIP_WEB=1 leaves them out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the files are gathered; an editable install is built by make."""
        root = Path(self.root)
        if version == "editable" or os.environ.get("LDIP_SKIP_WEB") or (root / "src/ldip/web/static/index.html").is_file():
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("Fant ikke npm. Installer Node 20, eller sett LDIP_SKIP_WEB=1.")
        for command in (["ci", "--omit=dev", "--no-audit", "--no-fund"], ["run", "build"]):
            subprocess.run([npm, *command], cwd=root / "frontend", check=True)
