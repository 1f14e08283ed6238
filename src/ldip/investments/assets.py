"""Asset register: depreciation of existing and new assets, book values (budsjett- og regnskapsforskriften § 3-4)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, kept, step, total, weighted_sum

LAW = "budsjett- og regnskapsforskriften § 3-4"
P = ("prosjekt",)
K = ("anleggsklasse",)

GIVENS = (
    Given("levetid", "aar", "prosjektets anleggsklasse, " + LAW, P),
    Given("ferdig_aar", "aar", "prosjekter/: ferdig (0 for løpende rammer)", P),
    Given("kalenderaar", "aar", "årstallet", group="investeringstid", nature="kalender"),
    Given("aktivering_ekskl_mva", "flagg", "investeringer.toml: aktivering"),
    Given("avskrives_fra_ferdigaaret", "flagg", "investeringer.toml: avskrivning_starter"),
    Given("ny_restlevetid", "aar", "anlegg.csv: ny_restlevetid", K),
    Given("omlevetid_starter", "flagg", "anlegg.csv: omlevetid_fra", K),
    Given("anlegg_under_utfoerelse_aapnet", "kr", "balanse.toml: anlegg_under_utfoerelse som ikke er ferdig ved årets slutt"),
)
OPENINGS = (
    Opening("bokfoert_eksisterende_ib", "anlegg.csv: bokfoert"),
    Opening("avskrivning_aarlig_ib", "anlegg.csv: bokfoert / restlevetid"),
    Opening("avskrivbare_anleggsmidler_ib", "balanse.toml: avskrivbare_anleggsmidler"),
    Opening("tomter_ib", "balanse.toml: tomter"),
    Opening("aksjer_ib", "balanse.toml: aksjer"),
    Opening("utlaan_ib", "balanse.toml: utlaan"),
    Opening("anlegg_under_utfoerelse_ib", "balanse.toml: anlegg_under_utfoerelse"),
)


@step(unit="kr", source=LAW + "; innstilling aktivering = inkl_mva | ekskl_mva", axes=P)
def aktivert(investeringsutgift: Array, prosjekttomt: Array, mva_kompensasjon: Array, aktivering_ekskl_mva: Array) -> Array:
    """Depreciable cost by project and year of spending. (batch, prosjekt)."""
    return investeringsutgift - prosjekttomt - mva_kompensasjon * aktivering_ekskl_mva[:, None]


@step(unit="kr", source=LAW + ": lineært, senest fra året etter anskaffelsen", axes=P, whole=True)
def avskrivning_prosjekt(
    aktivert: Array, levetid: Array, ferdig_aar_brukt: Array, kalenderaar: Array, avskrives_fra_ferdigaaret: Array
) -> Array:
    """Straight-line depreciation from the year after completion, or from the year itself. All shapes (year, batch, prosjekt).

    Spending of a recurring frame (`ferdig_aar_brukt` 0) is complete the same year. Each year's spending is
    written off over the lifetime that holds for it.
    """
    year = kalenderaar[:, :, None]
    done: Array = np.maximum(np.where(ferdig_aar_brukt > 0.0, ferdig_aar_brukt, year), year)
    return written_off(aktivert, levetid, done, year, avskrives_fra_ferdigaaret[:, :, None])


def written_off(cost: Array, life: Array, done: Array, year: Array, at_once: Array) -> Array:
    """Each year's cost in equal parts over its lifetime from the year after `done`, or from the year itself (`at_once`).

    All shapes (year, batch, element)."""
    result = np.zeros(np.broadcast_shapes(*(a.shape for a in (cost, life, done, year, at_once))))
    for spent in range(len(cost)):
        since = year - done[spent] + at_once
        active = (since >= 1.0) & (since <= life[spent])
        result += np.where(active, cost[spent] / life[spent], 0.0)
    return result


@step(unit="kr", source="budsjett- og regnskapsforskriften § 3-4 a: ny levetid, bokført verdi over gjenstående levetid", axes=K)
def avskrivning_aarlig_ub(
    avskrivning_aarlig_ib: Array, bokfoert_eksisterende_ib: Array, ny_restlevetid: Array, omlevetid_starter: Array
) -> Array:
    """Yearly depreciation of assets in the opening balance; recomputed when the lifetime changes. (batch, anleggsklasse)."""
    anew = divide(bokfoert_eksisterende_ib, ny_restlevetid, 0.0)
    return np.where(omlevetid_starter > 0.0, anew, avskrivning_aarlig_ib)


@step(unit="kr", source=LAW + ": gjenstående bokført verdi over gjenstående levetid", axes=K)
def avskrivning_eksisterende(bokfoert_eksisterende_ib: Array, avskrivning_aarlig_ub: Array) -> Array:
    """Depreciation of assets in the opening balance by class. (batch, anleggsklasse)."""
    return np.minimum(bokfoert_eksisterende_ib, avskrivning_aarlig_ub)


@step(unit="kr", source=LAW + ": aktivert på prosjekter som ikke er ferdige ved årets slutt", whole=True)
def anlegg_under_utfoerelse_ub(
    aktivert: Array, ferdig_aar_brukt: Array, kalenderaar: Array, anlegg_under_utfoerelse_aapnet: Array
) -> Array:
    """Book value of assets under construction: of the plan's own projects and, until it is finished, of the opening balance.

    (år, batch)."""
    spent = np.cumsum(aktivert, axis=0) * (ferdig_aar_brukt > kalenderaar[:, :, None])
    return weighted_sum("yrp->yr", spent) + anlegg_under_utfoerelse_aapnet


@step(unit="kr", source=LAW, axes=K)
def bokfoert_eksisterende_ub(bokfoert_eksisterende_ib: Array, avskrivning_eksisterende: Array) -> Array:
    """Book value of assets in the opening balance by class. (batch, anleggsklasse)."""
    return bokfoert_eksisterende_ib - avskrivning_eksisterende


avskrivninger = total(
    "avskrivninger",
    plus=("avskrivning_eksisterende", "avskrivning_prosjekt", "uprisede_avskrivninger"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-6, linje 14",
    avvik=True,
    follows="avskrivningsvekst",
)
avskrevet_eksisterende = total(
    "avskrevet_eksisterende", plus=("avskrivning_eksisterende",), unit="kr", source=LAW + ": sum over anleggsklassene"
)
avskrevet_fjor = kept("avskrevet_fjor", "avskrevet_eksisterende", unit="kr", source="årets avskrivning, til neste år")


@step(unit="andel", source="metode: investeringer#avskrivning: et vedtatt avvik gjelder anleggene som var der, og dør med dem")
def avskrivningsvekst(avskrevet_eksisterende: Array, avskrevet_fjor_ib: Array) -> Array:
    """Growth of depreciation of the assets in the opening balance; prices do not move it. (batch,)."""
    return divide(avskrevet_eksisterende, avskrevet_fjor_ib, 1.0) - 1.0


@step(unit="kr", source="metode: investeringer#avskrivning: innstillingen aktivering = inkl_mva | ekskl_mva")
def mva_utenfor_anlegg(mva_kompensasjon_investering: Array, aktivering_ekskl_mva: Array) -> Array:
    """Compensated VAT kept out of the asset register. (batch,)."""
    return mva_kompensasjon_investering * aktivering_ekskl_mva


@step(unit="kr", source="tomt selges til bokført verdi; andelen er en innstilling")
def salg_tomter(salg_av_varige_driftsmidler: Array, salg_tomteandel: Array) -> Array:
    """Book value of land sold. (batch,)."""
    return salg_av_varige_driftsmidler * salg_tomteandel


salg_avskrivbare = total(
    "salg_avskrivbare",
    plus=("salg_av_varige_driftsmidler",),
    minus=("salg_tomter",),
    unit="kr",
    source="bokført verdi av solgte avskrivbare anlegg",
)
avskrivbare_anleggsmidler_ub = total(
    "avskrivbare_anleggsmidler_ub",
    plus=("avskrivbare_anleggsmidler_ib", "investeringer_varige"),
    minus=("tomtekjoep", "mva_utenfor_anlegg", "avskrivninger", "salg_avskrivbare"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-8",
)
tomter_ub = total(
    "tomter_ub",
    plus=("tomter_ib", "tomtekjoep"),
    minus=("salg_tomter",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-8",
)
aksjer_ub = total(
    "aksjer_ub",
    plus=("aksjer_ib", "aksjer_og_andeler"),
    minus=("salg_av_finansielle_anleggsmidler",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-8",
)
utlaan_ub = total(
    "utlaan_ub",
    plus=("utlaan_ib", "videreutlaan", "utlaan_av_egne_midler"),
    minus=("mottatte_avdrag_videreutlaan", "mottatte_avdrag_egne_utlaan"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-8",
)
anleggsmidler_ub = total(
    "anleggsmidler_ub",
    plus=("avskrivbare_anleggsmidler_ub", "tomter_ub", "aksjer_ub", "utlaan_ub"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-8, uten pensjonsmidler",
)
