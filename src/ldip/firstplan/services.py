"""The services of a first plan at a level of spending: their files and their frames."""

from __future__ import annotations

from ldip.estimates.derivation import Derivation
from ldip.firstplan.costs import WRITTEN_OFF, costs
from ldip.firstplan.frames import frame_table
from ldip.firstplan.service_files import service_file, written_off_file
from ldip.firstplan.town import Town
from ldip.firstplan.users import users
from ldip.plan.schema.files import ServiceFile, file_of


def frames(town: Town, level: Derivation) -> dict[str, str]:
    """rammer.csv and the file of every service, with every cost times the level."""
    found = costs(town, level)
    files = {file_of(ServiceFile, s): service_file(s, town, found, users(s, found.place)) for s in found.net}
    files[file_of(ServiceFile, WRITTEN_OFF)] = written_off_file(town, found)
    return {"rammer.csv": frame_table(town, found), **files}
