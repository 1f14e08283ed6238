"""Write the application's OpenAPI document, which the front end's types are made from: `python -m ldip.web.openapi FILE`."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from ldip.web.app import create_app
from ldip.web.settings import local_settings


def document() -> dict[str, Any]:
    """The document."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(local_settings(str(Path(folder, "lager.db"))))
        found = app.openapi()
        app.state.service.store.close()
        return found


def text() -> str:
    """The document as stored beside the front end."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
