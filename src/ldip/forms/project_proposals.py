"""Proposals for a project: the service's own unit prices, else the plan's other projects, else national figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ldip.firstplan.place_prices import place_price, to_prices_of
from ldip.forms.common import buildings, middle, usual
from ldip.forms.terms import Proposal
from ldip.forms.written import printed
from ldip.locales import tr
from ldip.parameters.service_estimates import places as place_estimate
from ldip.plan.document import Plan
from ldip.plan.schema.fields import SCALE, FixedCost
from ldip.plan.schema.files import ProjectFile
from ldip.plan.schema.unpriced import PURPOSE_BUILT, PlacePrice

MILLION: Final = SCALE["mill. kr"]
BUILD_YEARS: Final = 1  # where the plan has no project to be like


@dataclass(frozen=True)
class Alike:
    """A service's other projects, else all of the plan's, and the service's own unit prices."""

    plan: Plan
    service: str
    own: tuple[ProjectFile, ...]
    every: tuple[ProjectFile, ...]
    price: PlacePrice | None

    @classmethod
    def of(cls, plan: Plan, service: str, but: str) -> Alike:
        """The projects that a project of a service is like, without itself."""
        every = tuple(p for i, p in plan.projects.items() if i != but and p.type == "prosjekt" and not p.skjermet)
        held = plan.services[service].plasser if service in plan.services else None
        return cls(plan, service, tuple(p for p in every if p.tjeneste == service), every, held.pris if held else None)

    @property
    def year(self) -> int:
        """The plan's price year."""
        return self.plan.head.tid.prisnivaa

    @property
    def nearest(self) -> tuple[ProjectFile, ...]:
        """The service's projects, else all."""
        return self.own or self.every

    def millions(self, p: ProjectFile) -> float:
        """The cost of a project in the plan's prices, by the municipal deflator."""
        since = p.kostnad.price_year or self.year
        growth = 1.0 if since == self.year else to_prices_of(self.year, since).value
        return p.kostnad.kroner * growth / MILLION

    def places(self) -> Proposal:
        """Places: the middle of the service's projects, else of its buildings."""
        built = [p.kapasitet.plasser for p in self.own if p.kapasitet and p.kapasitet.plasser > 0.0]
        if built:
            return Proposal(middle(built), tr("skjema.prosjekt.plasser_prosjekter"))
        held = [b.plasser for b in buildings(self.plan, self.service) if b.plasser > 0.0]
        if held:
            return Proposal(middle(held), tr("skjema.prosjekt.plasser_bygg"))
        return Proposal(0.0, tr("skjema.prosjekt.plasser_uten"))

    def cost(self, places: float) -> Proposal:
        """Cost in millions: by the place, else the middle of the projects that are known."""
        each, source = self._per_place()
        if places > 0.0 and each > 0.0:
            return Proposal(rough(each * places), tr("skjema.prosjekt.per_plass", n=printed(round(each, 2)), kilde=source))
        if self.nearest:
            found = middle([self.millions(p) for p in self.nearest])
            return Proposal(rough(found), tr("skjema.prosjekt.midt" if self.own else "skjema.prosjekt.midt_planen"))
        return Proposal(0.0, tr("skjema.prosjekt.uten_kostnad"))

    def _per_place(self) -> tuple[float, str]:
        """Millions per place, and its basis."""
        if self.price and self.price.bygg_per_plass:
            return self.price.bygg_per_plass.kroner / MILLION, tr("skjema.prosjekt.enhetspris")
        built = [(p, p.kapasitet.plasser) for p in self.own if p.kapasitet and p.kapasitet.plasser > 0.0]
        if built:
            return middle([self.millions(p) / n for p, n in built]), tr("skjema.prosjekt.som_prosjekter")
        if place_estimate(self.service) is None:
            return 0.0, ""
        return place_price(self.service, self.year).value, tr("skjema.prosjekt.kjente_bygg")

    def area(self, places: float) -> Proposal:
        """Net square metres: by the place, else none."""
        each = self.price.m2_per_plass if self.price else None
        built = [
            p.drift.m2_netto / p.kapasitet.plasser for p in self.own if p.drift and p.kapasitet and p.kapasitet.plasser > 0.0
        ]
        if each is None and built:
            each = middle(built)
        estimate = place_estimate(self.service)
        if each is None and estimate:
            each = estimate.m2
        if not each:
            return Proposal(0.0, tr("skjema.prosjekt.uten_areal"))
        return Proposal(float(round(each * places)), tr("skjema.prosjekt.m2_per_plass", n=printed(round(each, 1))))

    def running(self, area: float) -> Proposal:
        """Yearly cost of running in millions: the service's price per square metre, else that of the projects."""
        found = self.price.fdv_per_m2 if self.price else None
        each = found.kroner if found else usual(p.drift.fdv_per_m2.kroner for p in self.nearest if p.drift and p.drift.fdv_per_m2)
        if not each or not area:
            return Proposal(0.0, tr("skjema.prosjekt.uten_drift"))
        return Proposal(rough(each * area / MILLION), tr("skjema.prosjekt.per_m2", n=printed(round(each))))

    def grant(self) -> Proposal:
        """State grant in per cent of the cost."""
        if self.own:
            found = middle([p.finansiering.tilskudd_andel for p in self.own])
            return Proposal(round(100.0 * found, 4), tr("skjema.prosjekt.tilskudd"))
        share = self.price.tilskudd_andel if self.price else 0.0
        return Proposal(round(100.0 * share, 4), tr("skjema.prosjekt.tilskudd_uten"))

    def vat(self) -> Proposal:
        """VAT compensation in per cent of the cost."""
        found = usual(p.finansiering.mva_kompensasjon_andel for p in self.nearest)
        if found is None and self.price:
            found = self.price.mva_kompensasjon_andel
        return Proposal(round(100.0 * (found or 0.0), 4), tr("skjema.prosjekt.som_andre"))

    def sector(self) -> Proposal:
        """The sector of the service's projects, else its name."""
        name = self.plan.services[self.service].navn if self.service in self.plan.services else ""
        return Proposal(usual(p.sektor for p in self.own) or name or "Felles", tr("skjema.prosjekt.som_andre"))

    def asset_class(self) -> Proposal:
        """The class of assets of the service's projects."""
        priced = self.price.anleggsklasse if self.price else None
        found = usual(p.anleggsklasse for p in self.own) or priced or PURPOSE_BUILT
        return Proposal(found, tr("skjema.prosjekt.som_andre"))

    def kind_of_place(self) -> Proposal:
        """The kind of place of the service's projects."""
        return Proposal(usual(p.kapasitet.plasstype for p in self.own if p.kapasitet) or "", tr("skjema.prosjekt.som_andre"))

    def month(self) -> Proposal:
        """The month that the service's projects open in."""
        found = usual(p.kapasitet.aapner[5:] for p in self.own if p.kapasitet)
        return Proposal(found or "01", tr("skjema.prosjekt.som_andre" if found else "skjema.prosjekt.ved_nyttaar"))

    def build_years(self) -> int:
        """Years of building: the middle of the service's projects, else of all."""
        return int(middle([len(p.framdrift) for p in self.nearest])) if self.nearest else BUILD_YEARS

    def shares(self, years: int) -> list[float]:
        """Shares of the cost by year, as a project that takes as many years; equal ones where there is none."""
        found = next((p for p in (*self.own, *self.every) if len(p.framdrift) == years), None)
        return [v for _, v in sorted(found.framdrift.items())] if found else [1.0 / years] * years


def rough(value: float) -> float:
    """An amount with three digits that count, and whole millions from a hundred."""
    return float(round(value)) if abs(value) >= 100.0 else float(f"{value:.3g}")


def spread(whole: float, years: Sequence[int], shares: Sequence[float]) -> dict[int, float]:
    """An amount by year, each rounded as people write it; the last year takes the rest."""
    digits = 0 if whole >= 20.0 * len(years) else 2
    found = {y: round(whole * s, digits) for y, s in zip(years, shares, strict=True)}
    found[years[-1]] = round(whole - sum(v for y, v in found.items() if y != years[-1]), 6)
    return found


def in_shares(amounts: Mapping[int, float], whole: float) -> dict[str, float]:
    """Amounts by year as shares of their sum, which is one exactly; years without any are left out."""
    kept = {y: v for y, v in sorted(amounts.items()) if v}
    if not kept or not whole:
        return {str(y): (1.0 if i == 0 else 0.0) for i, y in enumerate(sorted(amounts)[:1])}
    shares = {str(y): round(v / whole, 12) for y, v in kept.items()}
    last = max(shares)
    return {**shares, last: round(1.0 - sum(v for y, v in shares.items() if y != last), 12)}


def kroner(amount: FixedCost | None) -> float:
    """An amount in kroner; none is zero, since nothing was stated to run."""
    return amount.kroner if amount else 0.0
