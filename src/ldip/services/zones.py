"""Need and capacity by zone, whole classes and staffing norms (docs/method/tjenester.md).

Classes and norms are data of the service: any service may have them. Thresholds make cost a step
function, so classes are whole, never an average class size.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, step, total, weighted_sum
from ldip.services.need import first_year, needed_places

PLAN = "planens tjenester/"
TZ = ("tjeneste", "sone")
TA = ("tjeneste", "alder")
ROUNDING = 1e-9  # a count within rounding error of a whole class is that class

GIVENS = (
    Given("bygg_i_sone", "flagg", "bygg.csv: sone", ("sone", "bygg")),
    Given("prosjekt_i_sone", "flagg", "prosjekter/: kapasitet.sone", ("sone", "prosjekt")),
    Given("plasser_har_sone", "flagg", "bygg.csv: sone", ("tjeneste",), nature="egenskap"),
    Given("klassestoerrelse", "personer", PLAN + ": klasser", TA),
    Given("barn_per_voksen", "personer", PLAN + ": normer", TA),
    Given("barn_per_pedagog", "personer", PLAN + ": pedagognormer", TA),
    Given("aarsverk_per_klasse", "aarsverk_per_plass", PLAN + ": aarsverk_per_klasse", ("tjeneste",)),
)

folketall_sone_alder_ub = total(
    "folketall_sone_alder_ub",
    plus=("folketall_ub",),
    axes=("sone", "alder"),
    unit="personer",
    source="sum av folketall_ub over kjønn",
)


@step(unit="personer", source="metode: tjenester#soner: brukere etter sone ved årets slutt", axes=TZ)
def brukere_sone(folketall_sone_alder_ub: Array, bruksrate_brukt: Array, bruksavvik: Array) -> Array:
    """Users by zone 31 December. (batch, tjeneste, sone)."""
    return weighted_sum("rza,rta->rtz", folketall_sone_alder_ub, bruksrate_brukt) * bruksavvik[..., None]


@step(unit="antall", source="metode: tjenester#klasser-og-normer: hele klasser, rundet opp per trinn og sone", axes=TZ)
def klasser(folketall_sone_alder_ub: Array, bruksrate_brukt: Array, klassestoerrelse: Array, bruksavvik: Array) -> Array:
    """Whole classes by zone: each age is a grade, rounded up. (batch, tjeneste, sone)."""
    return whole_classes(folketall_sone_alder_ub, bruksrate_brukt * bruksavvik[..., None], klassestoerrelse)


def whole_classes(people: Array, rate: Array, size: Array) -> Array:
    """Classes of persons (batch, sone, alder), rounded up in each grade and zone. (batch, tjeneste, sone)."""
    users, most = people[:, None] * rate[:, :, None], size[:, :, None]
    classes = np.ceil(users / np.where(most > 0.0, most, np.inf) - ROUNDING)
    return weighted_sum("rtza->rtz", np.maximum(classes, 0.0))


klasser_sum = total("klasser_sum", plus=("klasser",), unit="antall", source="sum over sonene", axes=("tjeneste",))


@step(unit="aarsverk", source="barnehageloven § 26, opplæringslova: barn per voksen og elever per lærer", axes=TZ)
def normbemanning_sone(
    folketall_sone_alder_ub: Array, bruksrate_brukt: Array, barn_per_voksen: Array, bruksavvik: Array
) -> Array:
    """FTE that the norms demand at year end by zone: users of each age over the norm's ratio. (batch, tjeneste, sone)."""
    staff = weighted_sum("rza,rta->rtz", folketall_sone_alder_ub, by_norm(bruksrate_brukt, barn_per_voksen))
    return staff * bruksavvik[..., None]


normbemanning = total(
    "normbemanning", plus=("normbemanning_sone",), unit="aarsverk", source="sum over sonene", axes=("tjeneste",)
)


@step(unit="aarsverk", source="barnehageloven § 25: pedagognormen", axes=("tjeneste",))
def pedagognorm(folketall_alder_ub: Array, bruksrate_brukt: Array, barn_per_pedagog: Array, bruksavvik: Array) -> Array:
    """Pedagogical leaders that the norm demands, part of the staff and not added to it. (batch, tjeneste)."""
    return weighted_sum("ra,rta->rt", folketall_alder_ub, by_norm(bruksrate_brukt, barn_per_pedagog)) * bruksavvik


def by_norm(rate: Array, ratio: Array) -> Array:
    """FTE per person by age: the use rate over the norm's ratio; 0 where there is no norm."""
    return rate / np.where(ratio > 0.0, ratio, np.inf)


@step(
    unit="aarsverk", source="metode: tjenester#klasser-og-normer: lærere = maks(klasser, elever / norm), sone for sone", axes=TZ
)
def laererbehov_sone(klasser: Array, aarsverk_per_klasse: Array, normbemanning_sone: Array) -> Array:
    """Teachers: small schools are bound by classes, large ones by the norm. (batch, tjeneste, sone)."""
    return np.maximum(klasser * aarsverk_per_klasse[:, :, None], normbemanning_sone)


laererbehov = total("laererbehov", plus=("laererbehov_sone",), unit="aarsverk", source="sum over sonene", axes=("tjeneste",))


@step(unit="plasser", source="metode: tjenester#soner: plasser i sonen", axes=TZ)
def kapasitet_sone(
    bygg_plasser: Array, bygg_i_tjeneste: Array, sambruksplasser: Array, bygg_aapent: Array, bygg_i_sone: Array
) -> Array:
    """Places in buildings by zone, own and shared. (batch, tjeneste, sone)."""
    places = bygg_plasser[:, None] * bygg_i_tjeneste + sambruksplasser * bygg_aapent[:, None]
    return weighted_sum("rtb,rzb->rtz", places, bygg_i_sone)


@step(unit="plasser", source="metode: tjenester#soner: plasser i sonen", axes=TZ)
def prosjektkapasitet_sone(
    prosjekt_plasser: Array, prosjekt_aapent_brukt: Array, prosjekt_i_tjeneste: Array, prosjekt_i_sone: Array
) -> Array:
    """Places of opened projects by zone. (batch, tjeneste, sone)."""
    return weighted_sum("rp,rtp,rzp->rtz", prosjekt_plasser * prosjekt_aapent_brukt, prosjekt_i_tjeneste, prosjekt_i_sone)


@step(unit="plasser", source="metode: tjenester#soner: behov = brukere · (1 + reserve) / belegg, sone for sone", axes=TZ)
def plassbehov_sone(brukere_sone: Array, reserve: Array, belegg: Array, plassbasert: Array, plasser_har_sone: Array) -> Array:
    """Places needed by zone, for a service with places whose buildings have zones. (batch, tjeneste, sone)."""
    zoned = (plassbasert * plasser_har_sone)[:, :, None]
    return needed_places(brukere_sone, reserve[:, :, None], belegg[:, :, None]) * zoned


plasser_sone = total(
    "plasser_sone",
    plus=("kapasitet_sone", "prosjektkapasitet_sone"),
    axes=TZ,
    unit="plasser",
    source="metode: tjenester#soner: plasser i bygg og åpnede prosjekter i sonen",
)


@step(unit="plasser", source="metode: tjenester#soner: behov minus plasser, sone for sone", axes=TZ)
def plassmangel_sone(plassbehov_sone: Array, plasser_sone: Array) -> Array:
    """Places lacking by zone, where the buildings of the service have zones. (batch, tjeneste, sone)."""
    return np.maximum(plassbehov_sone - plasser_sone, 0.0)


plassmangel_soner = total(
    "plassmangel_soner", plus=("plassmangel_sone",), unit="plasser", source="sum over sonene", axes=("tjeneste",)
)


@step(unit="andel", source="metode: tjenester#soner: plasser i sonen delt på behovet i sonen; 1 der ingen trenger plass", axes=TZ)
def plassdekning_sone(plasser_sone: Array, plassbehov_sone: Array) -> Array:
    """Places of the zone as a share of those needed there; 1 where none are needed. (batch, tjeneste, sone)."""
    return divide(plasser_sone, plassbehov_sone, 1.0)


@step(unit="aar", source="metode: tjenester#soner: første år med plassmangel i sonen", axes=TZ, whole=True)
def mangelaar_sone(plassmangel_sone: Array, kalenderaar: Array) -> Array:
    """First year with half a place lacking in the zone, the same in every year; 0 when there is none."""
    return first_year(plassmangel_sone, kalenderaar[:, :, None, None])
