"""python -m ldip"""

from ldip.cli.app import app

app(prog_name="ldip")
