"""FTE the services need against the municipality's labour market (docs/method/tjenester.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, kept, step, weighted_sum

PLAN = "arbeidskraft.toml: "
METHOD = "metode: tjenester#arbeidskraft"

GIVENS = (
    Given("arbeidsalder", "flagg", PLAN + "fra_alder, til_alder", ("alder",)),
    Given("yrkesdeltakelse", "andel", PLAN + "yrkesdeltakelse"),
    Given("netto_innpendling", "personer", PLAN + "netto_innpendling"),
    Given("sykefravaer", "andel", PLAN + "sykefravaer"),
    Given("avgang_fra_arbeid", "andel", PLAN + "avgang"),
    Given("hoeyeste_arbeidskraftandel", "andel", PLAN + "hoeyeste_andel; 0 er andelen i første planår"),
    Given("har_arbeidskraft", "flagg", PLAN + "filen finnes", group="tjenester"),
)


@step(unit="personer", source=METHOD + ": yrkesaktive og netto innpendling")
def arbeidskraft_tilbud(
    folketall_alder_ub: Array, arbeidsalder: Array, yrkesdeltakelse: Array, netto_innpendling: Array
) -> Array:
    """Persons in the labour market who work in the municipality, 31 December. (batch,)."""
    people = weighted_sum("ra,ra->r", folketall_alder_ub, arbeidsalder)
    return people * yrkesdeltakelse + netto_innpendling


@step(unit="aarsverk", source=METHOD + ": årsverk som må lønnes for at tjenesten er bemannet")
def aarsverk_med_fravaer(aarsverk_sum: Array, sykefravaer: Array) -> Array:
    """FTE needed on the payroll when some are away. (batch,)."""
    return aarsverk_sum / (1.0 - sykefravaer)


@step(unit="andel", source=METHOD + ": årsverk av arbeidskraften")
def arbeidskraftandel(aarsverk_med_fravaer: Array, arbeidskraft_tilbud: Array, har_arbeidskraft: Array) -> Array:
    """Share of the labour market that the services need; 0 where the plan has no arbeidskraft.toml. (batch,)."""
    return divide(aarsverk_med_fravaer, arbeidskraft_tilbud, 0.0) * har_arbeidskraft


arbeidskraftandel_basis = kept(
    "arbeidskraftandel_basis", "arbeidskraftandel", unit="andel", source=METHOD + ": andelen i første planår", first=True
)


@step(unit="aarsverk", source=METHOD + ": den høyeste andelen av arbeidskraften som tjenestene kan ta")
def arbeidskraftgrense(
    arbeidskraft_tilbud: Array, arbeidskraftandel_basis_ib: Array, hoeyeste_arbeidskraftandel: Array, har_arbeidskraft: Array
) -> Array:
    """FTE that can be filled: the highest share of the labour market that the services may take. (batch,)."""
    limit = np.where(hoeyeste_arbeidskraftandel > 0.0, hoeyeste_arbeidskraftandel, arbeidskraftandel_basis_ib)
    return limit * arbeidskraft_tilbud * har_arbeidskraft


@step(unit="aarsverk", source=METHOD + ": årsverk ut over den høyeste andelen av arbeidskraften")
def aarsverk_mangel(aarsverk_med_fravaer: Array, arbeidskraftgrense: Array, har_arbeidskraft: Array) -> Array:
    """FTE above what can be filled. (batch,)."""
    return np.maximum(aarsverk_med_fravaer - arbeidskraftgrense, 0.0) * har_arbeidskraft


@step(unit="aarsverk", source=METHOD + ": mangelen fordelt etter tjenestenes årsverk", axes=("tjeneste",))
def aarsverk_mangel_fordelt(aarsverk_mangel: Array, aarsverk: Array, aarsverk_sum: Array) -> Array:
    """FTE that cannot be staffed by service, as each one's share of all FTE. (batch, tjeneste)."""
    return aarsverk_mangel[:, None] * divide(aarsverk, aarsverk_sum[:, None], 0.0)


aarsverk_fjor = kept("aarsverk_fjor", "aarsverk_med_fravaer", unit="aarsverk", source=METHOD + ": årets årsverk, til neste år")


@step(unit="aarsverk", source=METHOD + ": vekst og erstatning for dem som slutter")
def rekrutteringsbehov(
    aarsverk_med_fravaer: Array, aarsverk_fjor_ib: Array, avgang_fra_arbeid: Array, har_arbeidskraft: Array
) -> Array:
    """FTE to recruit in the year: growth and those who retire or leave. (batch,)."""
    return (aarsverk_med_fravaer - aarsverk_fjor_ib + avgang_fra_arbeid * aarsverk_fjor_ib) * har_arbeidskraft
