"""The auditor's file of a locked version: the same zip as for a folder, with the locks and their signatures in the manifest."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.plan.archive import packed
from ldip.publish.audit import audit_files
from ldip.simulation.simulate import simulate
from ldip.store import audit
from ldip.store.locks import holds, locks_of
from ldip.store.schema import User
from ldip.store.versions import contents_of, plan_of, version_of


def locked_zip(session: Session, version: int) -> bytes:
    """Zip of a locked version. Errors: SourceError when it is not locked, or a signature does not hold."""
    found, locks = version_of(session, version), locks_of(session, version)
    if not locks:
        raise SourceError([Problem("lager", "laas", "versjonen er ikke låst", str(version), "lås den først")])
    if not all(holds(session, made) for made in locks):
        raise SourceError(
            [Problem("lager", "laas", "signaturen stemmer ikke", str(version), "versjonen er endret etter låsingen")]
        )
    names = {m.bruker_id: user.navn for m in locks if (user := session.get(User, m.bruker_id))}
    signed = [{"slag": m.slag, "av": names.get(m.bruker_id, ""), "tid": audit.utc(m.tid), "signatur": m.signatur} for m in locks]
    about = {"lagret_versjon": found.hash, "melding": found.melding, "laaser": signed}
    run = simulate(plan_of(session, version))
    return packed(audit_files(run, contents_of(session, version), about))
