"""python -m ldip"""

from ldip.cli import app

app(prog_name="ldip")
