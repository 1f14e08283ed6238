"""A second program for the finance chain, the ways of looking and the lasting need, written from docs/method alone.

It shares no line with src/ldip and imports nothing but the standard library. It reads the plan's own files and computes
prices, rates, projects, grants, depreciation, loans, interest, funds, transfers, deficits and the measures of every rule, in
each way of looking, and finds the lasting need by its own bisection. Lists from the stages before finance are handed in:

- ``driftsinntekter``: § 5-6 line 9, kroner in each year
- ``driftsutgifter``: § 5-6 lines 10–13 before new saving (without depreciation), kroner
- ``innbyggere_ub`` in each year, and ``innbyggere_aapning``: inhabitants
- ``tjenester``: names of the services; ``endring``: each year's change of the frames by service (users, measures), kroner

Names follow docs/method; years are indices from the first year of the plan. It covers a plan like Nordvik: no capital management,
no marked transfer, no self-cost loans and no companies. ``fin`` is the page finans.md, ``beh`` is inndekningsbehov.md.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MONEY = {"kr": 1.0, "1000 kr": 1e3, "mill. kr": 1e6}
#: § 3-4 as known in October 2026 (shared/handbook/law_accounting.md 2.2)
LIFETIME = {"inventar": 10.0, "formaalsbygg": 50.0, "ledningsnett": 80.0}
WAYS = ("uten_innsparing", "aar_for_aar", "varig", "realisert")
ARTS = ("loenn", "sosiale", "kjoep", "overfoeringer")
KRONE = 1.0
NOISE = 1e-3  # less is rounding
STEPS = ("overfoering_senket", "overfoering_hevet", "fondsgulv_ufylt", "overfoering_til_lovens_minste", "uloest")


def number(text: str) -> float:
    return float(text.replace(",", ".") or 0.0)


def rows(path: Path) -> list[dict[str, str]]:
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]
    return list(csv.DictReader(lines, delimiter=";"))


def by_year(spec: dict[str, Any] | None, years: list[int]) -> list[float]:
    """One number for each year: ``verdi``, or ``verdier`` and the rule after the last one given (forutsetninger, Årsrekker)."""
    if spec is None:
        return [0.0] * len(years)
    if "verdi" in spec:
        return [float(spec["verdi"])] * len(years)
    known = {int(k): float(v) for k, v in spec["verdier"].items()}
    last = max(known)
    after = 0.0 if spec["videre"] == "null" else known[last]
    return [known[y] if y <= last else after for y in years]


def kroner(spec: dict[str, Any] | None, years: list[int]) -> list[float]:
    return [x * MONEY[spec["enhet"]] for x in by_year(spec, years)] if spec else [0.0] * len(years)


def share(spec: dict[str, Any] | None, years: list[int]) -> list[float]:
    return [x / 100.0 for x in by_year(spec, years)]


@dataclass
class Loan:
    """One loan of laan.csv, or a year's new loan."""

    balance: float
    left: float  # years of instalments left
    kind: str = "serie"
    fixed: float = 0.0
    fixed_to: int = 0
    margin: float = 0.0
    reference: str = "nibor"
    swap: float = 0.0
    swap_to: int = 0
    matures: int = 0
    term: float = 0.0  # instalment of a serial loan; extra instalments shorten the loan and leave this as it is

    def rate(self, year: int, nibor: float, policy: float) -> float:
        floating = (policy if self.reference == "styringsrente" else nibor) + self.margin
        return self.fixed if year <= self.fixed_to else floating

    def swapped(self, year: int, nibor: float) -> float:
        """Fast − flytende, as an addition to the rate; a swap floats with NIBOR whatever the loan follows."""
        return self.swap - nibor if year <= self.swap_to else 0.0

    def planned(self, year: int, rate: float) -> float:
        if self.balance <= 0.0 or self.kind == "avdragsfritt":
            return 0.0
        if self.kind == "annuitet":
            if self.left <= 1.0:
                return self.balance
            return self.balance * rate / ((1.0 + rate) ** self.left - 1.0) if rate else self.balance / self.left
        return min(self.balance, self.term)


class Plan:
    """The plan's files, and every list that does not depend on the way of looking."""

    def __init__(self, folder: Path, given: dict[str, Any]) -> None:
        self.folder, self.given = folder, given
        for name in ("plan", "balanse", "finans", "fond", "forutsetninger", "handlingsregler", "investeringer"):
            setattr(self, name, tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")))
        time = self.plan["tid"]
        self.n = time["antall_aar"]
        self.years = [time["foerste_aar"] + k for k in range(self.n)]
        self.t0 = time["vedtatt_til"] - time["foerste_aar"] + 1  # first projected year
        self._prices(time)
        self._rates()
        self._frames()
        self._projects()
        self._rules()
        self._funds()

    def _prices(self, time: dict[str, Any]) -> None:
        a = self.forutsetninger
        wage, price = share(a["loennsvekst"], self.years), share(a["prisvekst"], self.years)
        weight = share(a["deflator_loennsandel"], self.years)
        self.art_growth = [[w, w, x, d * w + (1.0 - d) * x] for w, x, d in zip(wage, price, weight, strict=True)]
        self.deflator_vekst = [w * x + (1.0 - w) * y for w, x, y in zip(weight, wage, price, strict=True)]
        build = share(a["byggekostnadsvekst"], self.years)
        after = [1.0 if y > time["prisnivaa"] else 0.0 for y in self.years]
        self.deflator, self.building = [], []
        d = b = 1.0
        for k in range(self.n):
            d, b = d * (1.0 + self.deflator_vekst[k] * after[k]), b * (1.0 + build[k] * after[k])
            self.deflator.append(d)
            self.building.append(b)
        self.before = self.deflator[0] / (1.0 + self.deflator_vekst[0])  # the opening's prices

    def _rates(self) -> None:
        a, f = self.forutsetninger, self.finans
        self.policy = share(a["styringsrente"], self.years)
        self.nibor = [x + y for x, y in zip(self.policy, share(a["nibor_paaslag"], self.years), strict=True)]

        def over(spec: dict[str, Any] | None) -> list[float]:
            return [x + y for x, y in zip(self.nibor, share(spec, self.years), strict=True)]

        self.rate_new = over(f["nye_laan"]["margin"])
        self.rate_deposit = over(f["innskuddsmargin"])
        extra = share(f["trekkmargin"], self.years) if "trekkmargin" in f else [0.01] * self.n
        self.rate_overdraft = [x + y for x, y in zip(self.rate_deposit, extra, strict=True)]
        self.rate_own_lending = over(f.get("egne_utlaan", {}).get("margin"))
        self.rate_onlending_debt = over(f["videreutlaan"]["margin"])
        self.rate_onlending_out = over(f["videreutlaan"]["utlaansmargin"])
        self.sigma = share(f["rente_andel_av_aarets_opptak"], self.years)

    def _frames(self) -> None:
        """Frames before new saving, rolled from rammer.csv (drift, Konsekvensjustert budsjett)."""
        found = {(r["tjeneste"], r["art"]): number(r["beloep"]) * MONEY[r["enhet"]] for r in rows(self.folder / "rammer.csv")}
        self.frames_ib = [[found.get((t, a), 0.0) for a in ARTS] for t in self.given["tjenester"]]
        self.frames, now = [], self.frames_ib
        for k in range(self.n):
            now = self.rolled(k, now, [[0.0] * len(ARTS) for _ in now])
            self.frames.append(now)

    def rolled(self, k: int, frames: list[list[float]], taken: list[list[float]]) -> list[list[float]]:
        """One year's roll: prices by art, the year's changes by each frame's own composition, less saving in the art's prices."""
        growth, change = self.art_growth[k], self.given["endring"][k]
        return [
            [(x - y) * (1.0 + g) + c * x / sum(a) for x, y, g in zip(a, b, growth, strict=True)]
            for a, b, c in zip(frames, taken, change, strict=True)
        ]

    def fixed(self, spec: dict[str, Any] | None) -> list[float]:
        """Kroner in the price year's prices, to each year's prices by the municipal deflator."""
        return [x * d for x, d in zip(kroner(spec, self.years), self.deflator, strict=True)]

    def _projects(self) -> None:
        inv = self.investeringer
        pace = share(inv["gjennomfoeringsgrad"], self.years)
        zero = [0.0] * self.n
        self.investeringer_varige, self.investeringer_rentable = list(zero), list(zero)
        self.mva, self.mva_counted, self.grants, self.grants_counted = list(zero), list(zero), list(zero), list(zero)
        self.avskrivninger, self.activated = list(zero), list(zero)
        for path in sorted((self.folder / "prosjekter").glob("*.toml")):
            p = tomllib.loads(path.read_text(encoding="utf-8"))
            self._project(p, pace)
        for a in rows(self.folder / "anlegg.csv"):
            value, left = number(a["bokfoert"]) * MONEY[a["enhet"]], number(a["restlevetid"])
            for k in range(self.n):
                self.avskrivninger[k] += min(value / left, max(0.0, value - k * value / left))
        self.posts = {name: self.fixed(inv.get("poster", {}).get(name)) for name in POSTS}

    def _project(self, p: dict[str, Any], pace: list[float]) -> None:
        money, pays = p.get("finansiering", {}), p.get("rentabel", False)
        progress = {int(y): v for y, v in p["framdrift"].items()}
        last = max(progress)
        after = progress[last] if p.get("videre") == "siste" else 0.0
        cost = p["kostnad"]["beloep"] * MONEY[p["kostnad"]["enhet"]]
        life = LIFETIME[p["anleggsklasse"]]
        waiting, saved = 0.0, 0.0
        for k, y in enumerate(self.years):
            due = cost * (progress.get(y, 0.0) if y <= last else after) + waiting
            spent = due * pace[k]
            waiting = due - spent
            out = spent * self.building[k]
            vat = out * money.get("mva_kompensasjon_andel", 0.0)
            grant = out * money.get("tilskudd_andel", 0.0) * money.get("tilskudd_sannsynlighet", 1.0)
            self.investeringer_varige[k] += out
            self.investeringer_rentable[k] += out if pays else 0.0
            self.mva[k], self.grants[k] = self.mva[k] + vat, self.grants[k] + grant
            self.mva_counted[k] += 0.0 if pays else vat
            self.grants_counted[k] += 0.0 if pays else grant
            saved += out * (1.0 - p.get("tomteandel", 0.0))
            if p["type"] == "ramme" or y >= p["ferdig"]:  # depreciated from the year after
                for later in range(k + 1, self.n):
                    self.avskrivninger[later] += saved / life if later - k <= life else 0.0
                saved = 0.0

    def _rules(self) -> None:
        h = self.handlingsregler
        ek, res, debt = h.get("egenkapitalfinansiering", {}), h.get("resultatgrad", {}), h.get("gjeldsgrad")

        def demanded(rule: dict[str, Any]) -> float | None:
            level = rule.get(rule.get("krevd", "maal"))
            return None if level is None else level / 100.0

        def floor(rule: dict[str, Any]) -> float | None:
            return rule["gulv"] / 100.0 if "gulv" in rule else None

        self.q, self.ek_floor = demanded(ek), floor(ek)
        self.g, self.res_floor = demanded(res), floor(res)
        self.rho = debt["tak"] / 100.0 if debt else None
        self.counts = set(ek.get("teller", ()))
        self.end = min(self.n - 1, self.t0 + 19)
        projected = self.end - self.t0 + 1
        # too few years: the window shortens, then the phase-in (beh, Varig)
        phase = h.get("innfasing_aar", 4)
        self.phase_years = max(1, min(phase, projected))
        self.full = self.t0 + self.phase_years - 1
        measured = self.end - self.full + 1
        self.window_ek = min(ek.get("vindu", 4), measured)
        self.window_res = min(res.get("vindu", 4), measured)
        self.to_transfer = h.get("overskudd_til", "fond") == "overfoering"
        self.rebuild = h.get("gjenoppbygging_aar", 8)
        self.release = h.get("slippes_etter_aar", 4)
        self.end_scale = h.get("sluttkrav", "innbygger")

    def scale(self, kind: str) -> list[float]:
        """Index from the opening: fixed prices per inhabitant, fixed prices or nominal (beh, Mål og tak for fondene).

        The opening is in the prices of the year before the first year of the plan.
        """
        people, base = self.given["innbyggere_ub"], self.given["innbyggere_aapning"]
        prices = [d / self.before for d in self.deflator]
        if kind == "innbygger":
            return [d * p / base for d, p in zip(prices, people, strict=True)]
        return prices if kind == "faste" else [1.0] * self.n

    def level(self, spec: dict[str, Any], index: list[float]) -> list[float]:
        """A stated target or cap in fixed prices; a nominal one is the amount itself."""
        amount = kroner(spec, self.years)
        nominal = self.fond.get("maal_foelger", "innbygger") == "nominell"
        return [x * (1.0 if nominal else self.before * i) for x, i in zip(amount, index, strict=True)]

    def _funds(self) -> None:
        f, b = self.fond, self.balanse
        unit = MONEY[b["enhet"]]
        self.opening = {k: v * unit for k, v in b.items() if isinstance(v, int | float) and not isinstance(v, bool)}
        self.parts = [p["id"] for p in f["disposisjonsfond"]]
        self.rest_part = next(k for k, p in enumerate(f["disposisjonsfond"]) if p.get("tar_rest"))
        self.part_ib = [b["disposisjonsfond"][p] * unit for p in self.parts]
        index = self.scale(f.get("maal_foelger", "innbygger"))
        self.floor, self.target, self.cap, self.put, self.use = [], [], [], [], []
        self.end_target: list[float] = []
        for p, ib in zip(f["disposisjonsfond"], self.part_ib, strict=True):
            self.floor.append(kroner(p.get("gulv"), self.years))
            target = self.level(p["maal"], index) if "maal" in p else [ib * i for i in index]
            share_ = f.get("tak_prosent", 150.0) / 100.0
            cap = self.level(p["tak"], index) if "tak" in p else [x * share_ for x in target]
            self.target.append(target)
            self.cap.append([max(x, y) for x, y in zip(cap, target, strict=True)])
            self.put.append(self.fixed(p.get("avsetning")))
            self.use.append(self.fixed(p.get("bruk")))
        bound = f.get("bundne_driftsfond", {})
        self.bound_put, self.bound_use = self.fixed(bound.get("avsetning")), self.fixed(bound.get("bruk"))
        self.utbytter = self.fixed(self.finans.get("utbytter"))
        self._adopted()
        self.loans = [
            Loan(
                balance=number(r["saldo"]) * MONEY[r["enhet"]],
                left=number(r["restloepetid"]),
                kind=r.get("type") or "serie",
                fixed=number(r["fast_rente"]) / 100.0,
                fixed_to=int(number(r["fast_til"])) if r["rentetype"] == "fast" else 0,
                margin=number(r["margin"]) / 100.0,
                reference=r.get("referanse") or "nibor",
                swap=number(r.get("swap_rente") or "") / 100.0,
                swap_to=int(number(r.get("swap_til") or "")),
                matures=int(number(r.get("forfaller") or "")),
            )
            for r in rows(self.folder / "laan.csv")
        ]
        for x in self.loans:
            x.term = x.balance / x.left

    def _adopted(self) -> None:
        """Adopted lines of finance; a dividend's deviation carries on with the municipal deflator (drift, Vedtatt budsjett)."""
        self.adopted: dict[tuple[str, int], float] = {}
        for r in rows(self.folder / "vedtatt.csv"):
            self.adopted[r["linje"], self.years.index(int(r["aar"]))] = number(r["beloep"]) * MONEY[r["enhet"]]
        last = max((k for name, k in self.adopted if name == "utbytter"), default=None)
        if last is None:
            return
        deviation = self.adopted["utbytter", last] - self.utbytter[last]
        for k in range(self.n):
            if k <= last:
                self.utbytter[k] = self.adopted.get(("utbytter", k), self.utbytter[k])
            else:
                self.utbytter[k] += deviation * self.deflator[k] / self.deflator[last]


POSTS = (
    "tilskudd_til_andres_investeringer",
    "aksjer_og_andeler",
    "utlaan_av_egne_midler",
    "avdrag_i_investering",
    "salg_av_varige_driftsmidler",
    "salg_av_finansielle_anleggsmidler",
    "utdeling_fra_selskaper",
    "mottatte_avdrag_egne_utlaan",
    "videreutlaan",
    "avdrag_videreutlaan",
    "mottatte_avdrag_videreutlaan",
    "avsetning_bundne_investeringsfond",
    "planlagt_bruk_bundne_investeringsfond",
    "planlagt_avsetning_ubundet_investeringsfond",
    "planlagt_bruk_ubundet_investeringsfond",
)


@dataclass
class State:
    """Balances at the start of a year."""

    parts: list[float]
    loans: list[Loan]
    new: list[Loan]
    bound: float
    unbound: float
    unbound_planned: float
    bound_inv: float
    onlending_debt: float
    onlending_out: float
    lent: float
    assets: float
    vintages: list[float] = field(default_factory=list)  # merforbruk by age, newest first
    uncovered: float = 0.0
    saving: float = 0.0  # realised, carried in running prices by the municipal deflator
    frames: list[list[float]] = field(default_factory=list)  # after realised saving, by service and art
    joins: float = 0.0  # last year's new saving less what is released
    good_years: int = 0
    least: float = 0.0
    at_target: bool = False
    fund_adopted: float = 0.0
    short_res: list[float] = field(default_factory=list)

    @property
    def debt(self) -> float:
        return sum(x.balance for x in self.loans) + sum(x.balance for x in self.new)


def take(amount: float, rooms: list[float]) -> list[float]:
    """Take an amount from the rooms in order."""
    out = []
    for room in rooms:
        part = min(max(amount, 0.0), max(room, 0.0))
        out.append(part)
        amount -= part
    return out


class Chain:
    """One path: a way of looking, and in «varig» a saving ``s`` in fixed prices."""

    def __init__(self, plan: Plan, way: str, s: float = 0.0, wait: int = 0) -> None:
        self.p, self.way, self.s, self.wait = plan, way, s, wait
        self.out: dict[str, list[Any]] = {}
        o, u = plan.opening, MONEY[plan.balanse["enhet"]]
        out = plan.balanse.get("videreutlaan_utestaaende")
        self.st = State(
            parts=list(plan.part_ib),
            loans=[Loan(**vars(x)) for x in plan.loans],
            new=[],
            bound=o["bundne_driftsfond"],
            unbound=o["ubundet_investeringsfond"],
            unbound_planned=o["ubundet_investeringsfond"],
            bound_inv=o["bundne_investeringsfond"],
            onlending_debt=o["videreutlaan_gjeld"],
            onlending_out=min(o["utlaan"], o["videreutlaan_gjeld"]) if out is None else out * u,
            lent=o["utlaan"],
            assets=o["avskrivbare_anleggsmidler"],
            vintages=[o["merforbruk"]],
            uncovered=o["udekket"],
            frames=plan.frames_ib,
        )
        for k in range(plan.n):
            self.year(k)

    # -- one year -------------------------------------------------------------------------------------------------
    def year(self, k: int) -> None:
        v: dict[str, Any] = {}
        self.finance(k, v)
        self.investment(k, v)
        self.demand(k, v)
        if k < self.p.t0:
            self.adopted(k, v)
        else:
            self.projected(k, v)
        self.close(k, v)
        self.measure(k, v)
        for name, value in v.items():
            self.out.setdefault(name, []).append(value)

    def bank(self) -> float:
        """Working capital and short debt, less receivables (fin, Likviditet); Nordvik has no premieavvik or managed capital."""
        o, st = self.p.opening, self.st
        funds = sum(st.parts) + st.bound + st.unbound + st.bound_inv
        working = funds - sum(st.vintages) - st.uncovered + o.get("ubrukte_laanemidler", 0.0)
        return working + o.get("kortsiktig_gjeld", 0.0) - o.get("kortsiktige_fordringer", 0.0)

    def finance(self, k: int, v: dict[str, Any]) -> None:
        """Interest and instalments on what stands at the start of the year (fin, Lånebok, Avdrag, Renter)."""
        p, st, y = self.p, self.st, self.p.years[k]
        nibor, policy = p.nibor[k], p.policy[k]
        v["laanegjeld_ib"] = st.debt
        v["avskrivninger"] = p.avskrivninger[k]
        loan_rate = [x.rate(y, nibor, policy) for x in st.loans]
        v["renter_laan"] = [x.balance * r for x, r in zip(st.loans, loan_rate, strict=True)]
        v["renter_swap"] = sum(x.balance * x.swapped(y, nibor) for x in st.loans)
        v["renter_nye_laan"] = sum(x.balance for x in st.new) * p.rate_new[k]
        v["renter_videreutlaan"] = st.onlending_debt * p.rate_onlending_debt[k]
        held = self.bank()
        v["bankinnskudd_ib"] = held
        v["renter_bankinnskudd"] = max(held, 0.0) * p.rate_deposit[k]
        v["renter_trekk"] = max(-held, 0.0) * p.rate_overdraft[k]
        v["renter_egne_utlaan"] = (st.lent - st.onlending_out) * p.rate_own_lending[k]
        v["renter_fra_videreutlaan"] = st.onlending_out * p.rate_onlending_out[k]
        v["renteinntekter"] = v["renter_bankinnskudd"] + v["renter_egne_utlaan"] + v["renter_fra_videreutlaan"]
        v["utbytter"] = p.utbytter[k]
        minimum = p.avskrivninger[k] * st.debt / st.assets if st.assets else 0.0
        kind = p.finans["nye_laan"].get("type", "serie")
        for x in st.new:
            x.kind = kind
        plan_old = [x.planned(y, r) for x, r in zip(st.loans, loan_rate, strict=True)]
        plan_new = [0.0 if kind == "minimum" else x.planned(y, p.rate_new[k]) for x in st.new]
        self._planned = (plan_old, plan_new)
        planned = sum(plan_old) + sum(plan_new)
        keeps = p.finans.get("avdragspolitikk", "minst_minimumsavdrag") == "minst_minimumsavdrag"
        paid = max(planned, minimum) if keeps else planned
        v["minimumsavdrag"], v["planlagt_avdrag"] = minimum, planned
        v["avdrag_tillegg"], v["avdrag_paa_laan"] = paid - planned, paid
        v["rente_marginal"] = p.sigma[k] * p.rate_new[k]
        v["renteutgifter_foer_nye_laan"] = (
            sum(v["renter_laan"])
            + v["renter_swap"]
            + v["renter_nye_laan"]
            + v["renter_videreutlaan"]
            + v["renter_trekk"]
            - v["rente_marginal"] * paid
        )
        if ("renteutgifter", k) in p.adopted:
            v["renteutgifter_foer_nye_laan"], v["rente_marginal"] = p.adopted["renteutgifter", k], 0.0

    def investment(self, k: int, v: dict[str, Any]) -> None:
        """§ 5-5 and the sources before transfer and loans (fin, Finansiering av investeringene)."""
        p, st = self.p, self.st
        post = {name: values[k] for name, values in p.posts.items()}
        varige = p.investeringer_varige[k]
        total = varige + sum(post[x] for x in POSTS[:4])
        over = post["mottatte_avdrag_videreutlaan"] - post["avdrag_videreutlaan"]
        self._onlending = max(over, 0.0)
        v["investeringer_varige"] = varige
        v["dekning_udekket"], v["underskudd_videreutlaan"] = st.uncovered, max(-over, 0.0)
        v["sum_investeringsutgifter"] = total
        spend = total + st.uncovered + v["underskudd_videreutlaan"]
        use = min(post["planlagt_bruk_ubundet_investeringsfond"], st.unbound_planned)
        bound_use = min(post["planlagt_bruk_bundne_investeringsfond"], st.bound_inv)
        incomes = {
            "mva": (p.mva[k], p.mva_counted[k]),
            "tilskudd": (p.grants[k], p.grants_counted[k]),
            "salg": (post["salg_av_varige_driftsmidler"],) * 2,
            "salg_finansielle": (post["salg_av_finansielle_anleggsmidler"],) * 2,
            "utdeling": (post["utdeling_fra_selskaper"],) * 2,
            "mottatte_avdrag": (post["mottatte_avdrag_egne_utlaan"],) * 2,
            "bundne_fond": (bound_use - post["avsetning_bundne_investeringsfond"],) * 2,
            "ubundet_fond": (use - post["planlagt_avsetning_ubundet_investeringsfond"],) * 2,
        }
        v["egenfinansiering_alle"] = sum(x for x, _ in incomes.values())
        v["egenfinansiering_tellende_annen"] = sum(x for name, (_, x) in incomes.items() if name in p.counts)
        v["egenfinansiering_ikke_tellende"] = v["egenfinansiering_alle"] - v["egenfinansiering_tellende_annen"]
        v["investeringer_tellende"] = varige - p.investeringer_rentable[k]
        v["finansieringsrest"] = spend - v["egenfinansiering_alle"]
        v["finansieringsbehov"] = max(v["finansieringsrest"], 0.0)
        v["udisponert_i_investering"] = max(-v["finansieringsrest"], 0.0)
        v["laanetak"] = max(varige + post["tilskudd_til_andres_investeringer"] - p.mva[k], 0.0)
        v["overfoering_utenfor_regelen"] = (
            post["aksjer_og_andeler"]
            + post["utlaan_av_egne_midler"]
            + post["avdrag_i_investering"]
            + st.uncovered
            + v["underskudd_videreutlaan"]
        )
        self._use_unbound, self._use_bound_inv = use, bound_use
        self._counted_use = use if "ubundet_fond" in p.counts else 0.0

    def demand(self, k: int, v: dict[str, Any]) -> None:
        """The year's demand, alone (beh, Felles bruk, Kravet hvert år)."""
        p, st = self.p, self.st
        v["fond_maal"] = [x[k] for x in p.target]
        v["sum_driftsinntekter"] = p.given["driftsinntekter"][k]
        use_bound = min(p.bound_use[k], st.bound + p.bound_put[k])
        self._bound = (p.bound_put[k], use_bound)
        self._put = [x[k] for x in p.put]
        self._use = [min(x[k], max(ib, 0.0)) for x, ib in zip(p.use, st.parts, strict=True)]
        cover = self.cover_due()
        v["krav_dekning_merforbruk"] = cover
        v["planlagte_avsetninger"] = p.bound_put[k] - use_bound + sum(self._put) - sum(self._use) + cover
        after = [ib + a - b for ib, a, b in zip(st.parts, self._put, self._use, strict=True)]
        v["fondsgulv_tillegg"] = [max(0.0, f[k] - x) for f, x in zip(p.floor, after, strict=True)]
        v["fondsgulv_tillegg_sum"] = sum(v["fondsgulv_tillegg"])
        v["fond_over_gulv"] = [max(0.0, x - f[k]) for f, x in zip(p.floor, after, strict=True)]
        C, E, Z = v["investeringer_tellende"], v["egenfinansiering_tellende_annen"], v["overfoering_utenfor_regelen"]
        N, B = v["finansieringsbehov"], v["sum_driftsinntekter"]
        rest = v["finansieringsrest"] - Z
        o_debt = 0.0
        if p.rho is not None:
            o_debt = max(0.0, rest - (p.rho * B - v["laanegjeld_ib"] + v["avdrag_paa_laan"]))
        o_law = max(0.0, rest - v["laanetak"])
        o_ek = max(0.0, p.q * C - E) if p.q is not None else 0.0
        o_floor = max(0.0, p.ek_floor * C - E) if p.ek_floor is not None else 0.0
        if p.q is not None and p.ek_floor is None:
            o_floor = 0.0
        v["overfoering_krav"] = min(max(o_ek, o_debt, o_law) + Z, N)
        v["overfoering_minst"] = min(max(o_floor, o_debt, o_law) + Z, N)
        v["overfoering_lovlig"] = min(o_law + Z, N)
        v["laan_ved_kravet"] = min(N - v["overfoering_krav"], v["laanetak"])
        A, F = v["planlagte_avsetninger"], v["fondsgulv_tillegg_sum"]
        v["ndr_krav"] = max(max(o_ek, o_debt, o_law) + Z + A + F, (p.g or 0.0) * B if p.g is not None else 0.0, Z + A)
        saving = self._saving = self._new = 0.0
        if self.way == "varig" and k >= p.t0:
            phase = min(1.0, max(0.0, (k - p.t0 - self.wait + 1) / p.phase_years))
            saving = self.s * phase * p.deflator[k]
        if self.way == "realisert":
            self._saving = st.saving * (1.0 + p.deflator_vekst[k])
            saving = self.in_frames(k)
        v["ramme_utgift_ub"] = [x for a in (st.frames if self.way == "realisert" else p.frames[k]) for x in a]
        v["innsparing_varig"] = saving if self.way == "varig" else 0.0
        v["ndr_uten_nye_laan"] = (
            B
            - p.given["driftsutgifter"][k]
            + saving
            + v["renteinntekter"]
            + v["utbytter"]
            - v["renteutgifter_foer_nye_laan"]
            - v["avdrag_paa_laan"]
        )
        v["ndr_foer"] = v["ndr_uten_nye_laan"] - v["rente_marginal"] * v["laan_ved_kravet"]
        v["behov_uten_innsparing"] = max(0.0, v["ndr_krav"] - v["ndr_foer"]) if k >= p.t0 else 0.0

    def in_frames(self, k: int) -> float:
        """Earlier realised saving in the frames: each part in the prices of its art, last year's new part by the frames' size."""
        st = self.st
        total = sum(sum(x) for x in st.frames)
        taken = [[st.joins * x / total for x in a] for a in st.frames]
        st.frames = self.p.rolled(k, st.frames, taken)
        return sum(sum(x) for x in self.p.frames[k]) - sum(sum(x) for x in st.frames)

    def cover_due(self) -> float:
        """Earlier merforbruk that falls due this year, oldest first (fin, Inndekning)."""
        spread = self.p.finans.get("merforbruk_dekkes_over", 1)
        due = 0.0
        for age, left in enumerate(self.st.vintages):  # age 0 arose last year
            due += left / max(spread - age, 1)
        return due

    # -- the two kinds of year ------------------------------------------------------------------------------------
    def adopted(self, k: int, v: dict[str, Any]) -> None:
        """The result goes to the transfer and the loan is the rest (fin, Lånet er restposten, Disponering)."""
        N, A, F = v["finansieringsbehov"], v["planlagte_avsetninger"], v["fondsgulv_tillegg_sum"]
        loan = self.p.adopted.get(("bruk_av_laan", k))
        transfer = self.p.adopted.get(("overfoering_til_investering", k))
        if transfer is None:
            transfer = N if loan is None else max(N - loan, 0.0)
            free = (N + A + F - v["ndr_uten_nye_laan"]) / (1.0 - v["rente_marginal"])
        else:
            free = N - transfer
        if loan is None:
            loan = min(max(free, 0.0), N, v["laanetak"])
        v["over_eller_under_kravet"] = v["ndr_foer"] - v["overfoering_krav"] - A - F
        v["nytt"] = v["dekning_utenfra"] = 0.0
        self._plan = {"loan": loan, "transfer": transfer, "use": [0.0] * len(self._use), "fill": F, "outside": 0.0, "good": False}
        v["bruk_av_fond_i_kort_aar"] = [None] * len(self._use)
        for name in (*STEPS, "mangel", "overskudd_til_fond_foerst"):
            v[name] = None

    def short(self, k: int, v: dict[str, Any], S: float) -> tuple[list[float], float, float]:
        """Use of funds, lowered transfer, and what is missing (beh, Et år med for lite)."""
        use = take(max(-S, 0.0), v["fond_over_gulv"])
        rest = max(0.0, -S - sum(use))
        net = 1.0 - v["rente_marginal"]
        lowered = min(max(rest - v["fondsgulv_tillegg_sum"], 0.0) / net, v["overfoering_krav"] - v["overfoering_minst"])
        return use, lowered, rest - lowered * net

    def saved_now(self, k: int, v: dict[str, Any]) -> float:
        """The year's new saving without foresight (beh, Realisert)."""
        p, st = self.p, self.st
        S = v["ndr_foer"] - v["overfoering_krav"] - v["planlagte_avsetninger"] - v["fondsgulv_tillegg_sum"]
        use, _, missing = self.short(k, v, S)
        result = 0.0
        if p.g is not None:
            seen = [*st.short_res, (p.g * v["sum_driftsinntekter"] - v["ndr_foer"]) / p.deflator[k]]
            window = seen[-p.window_res :]
            result = sum(window) / len(window) * p.deflator[k]
        if p.res_floor is not None:
            result = max(result, p.res_floor * v["sum_driftsinntekter"] - v["ndr_foer"])
        fund = sum(st.parts) - sum(self._use) - sum(use)
        short = sum(x[k] for x in p.target) - fund
        rebuild = short / p.rebuild - max(S, 0.0) if short > 0.0 else 0.0
        return max(result, missing, rebuild, 0.0)

    def projected(self, k: int, v: dict[str, Any]) -> None:
        """A projected year is a revised budget (beh, Kravet hvert år … Revidert budsjett)."""
        p = self.p
        net, F = 1.0 - v["rente_marginal"], v["fondsgulv_tillegg_sum"]
        v["nytt"] = self.saved_now(k, v)
        if self.way == "realisert":
            self._saving += v["nytt"]
            self._new = v["nytt"]
        moved, N = v["overfoering_krav"], v["finansieringsbehov"]
        S = v["ndr_foer"] + self._new - moved - v["planlagte_avsetninger"] - F
        v["over_eller_under_kravet"] = S
        for name in (*STEPS, "mangel", "dekning_utenfra", "overskudd_til_fond_foerst"):
            v[name] = 0.0
        use = [0.0] * len(self._use)
        below = [0.0] * len(self._use)
        if self.way == "aar_for_aar":
            v["dekning_utenfra"] = -S
        elif S < 0.0:
            use, v["overfoering_senket"], v["mangel"] = self.short(k, v, S)
            if self.way == "varig" and k < p.full:
                v["dekning_utenfra"] = v["mangel"]
            else:
                below = self.missing(k, v, use)
        else:
            fund = sum(self.st.parts) + sum(self._put) - sum(self._use) + F
            level = sum(x[k] for x in (p.target if p.to_transfer else p.cap))
            v["overskudd_til_fond_foerst"] = min(S, max(0.0, level - fund))
            v["overfoering_hevet"] = min((S - v["overskudd_til_fond_foerst"]) / net, N - moved)
        v["bruk_av_fond_i_kort_aar"] = use
        transfer = moved + v["overfoering_hevet"] - v["overfoering_senket"] - v["overfoering_til_lovens_minste"]
        loan = min(max(N - transfer, 0.0), v["laanetak"])
        self._plan = {
            "loan": loan,
            "transfer": transfer,
            "use": [a + b for a, b in zip(use, below, strict=True)],
            "fill": F - v["fondsgulv_ufylt"],
            "outside": v["dekning_utenfra"],
            "good": S > 0.0,
        }

    def next_year(self, k: int) -> list[float]:
        """Planned use that next year's budget rests on, by part."""
        return [x[k + 1] if k + 1 < self.p.n else 0.0 for x in self.p.use]

    def missing(self, k: int, v: dict[str, Any], use: list[float]) -> list[float]:
        """Money that is not there (beh, Når pengene ikke strekker til)."""
        st, net = self.st, 1.0 - v["rente_marginal"]
        v["fondsgulv_ufylt"] = min(v["mangel"], v["fondsgulv_tillegg_sum"])
        rest = v["mangel"] - v["fondsgulv_ufylt"]
        room = v["overfoering_krav"] - v["overfoering_senket"] - v["overfoering_lovlig"]
        v["overfoering_til_lovens_minste"] = min(rest / net, max(room, 0.0))
        rest -= v["overfoering_til_lovens_minste"] * net
        keep = self.next_year(k)
        left = [ib + put - a - b for ib, put, a, b in zip(st.parts, self._put, self._use, use, strict=True)]
        below = take(rest, [x - y for x, y in zip(left, keep, strict=True)])
        v["uloest"] = max(rest - sum(below), 0.0)
        return below

    # -- closing --------------------------------------------------------------------------------------------------
    def close(self, k: int, v: dict[str, Any]) -> None:
        """Dispositions in order, § 4-3 on what is left, and the balances at the end (fin, Disponering, Årsavslutningen)."""
        p, st, plan = self.p, self.st, self._plan
        loan = plan["loan"]
        ndr = v["ndr_uten_nye_laan"] + self._new - v["rente_marginal"] * loan
        v["netto_driftsresultat"] = ndr
        v["bruk_av_laan"] = loan
        v["renter_aarets_opptak"] = p.sigma[k] * p.rate_new[k] * (loan - v["avdrag_paa_laan"])
        v["renteutgifter"] = v["renteutgifter_foer_nye_laan"] + v["rente_marginal"] * loan
        use = [a + b for a, b in zip(self._use, plan["use"], strict=True)]
        # what is used of the year's own planned allocation is not put aside
        over = [min(a, max(u - ib, 0.0)) for a, u, ib in zip(self._put, use, st.parts, strict=True)]
        use = [u - x for u, x in zip(use, over, strict=True)]
        puts = [a - x for a, x in zip(self._put, over, strict=True)]
        rest = ndr + plan["outside"] - self._bound[0] + self._bound[1] + sum(use)
        covered = min(max(rest, 0.0), v["krav_dekning_merforbruk"])
        rest -= covered
        filled = min(max(rest, 0.0), plan["fill"])
        rest -= filled
        put = min(max(rest, 0.0), sum(puts))
        rest -= put
        moved = min(max(rest, 0.0), plan["transfer"])
        rest -= moved
        keep = self.next_year(k)  # § 4-3: next year's budget keeps its use
        rooms = [ib - u - x for ib, u, x in zip(st.parts, use, keep, strict=True)]
        extra = take(max(-rest, 0.0), rooms)
        deficit = max(-rest - sum(extra), 0.0)
        rest = max(rest, 0.0)
        use = [a + b for a, b in zip(use, extra, strict=True)]
        struck = min(rest, sum(use)) if rest > 0.0 else 0.0  # planned use is struck before anything is put aside
        for i in range(len(use)):
            back = min(use[i], struck)
            use[i], struck, rest = use[i] - back, struck - back, rest - back
        left = sum(st.vintages) - covered
        more = min(rest, left)  # what is over covers earlier merforbruk
        rest, covered = rest - more, covered + more
        # what does not reach everywhere is shared alike
        floors = [x * filled / v["fondsgulv_tillegg_sum"] if x else 0.0 for x in v["fondsgulv_tillegg"]]
        puts = [x * put / sum(puts) if x else 0.0 for x in puts]
        base = [ib + f + a - u for ib, f, a, u in zip(st.parts, floors, puts, use, strict=True)]
        to_target = to_cap = [0.0] * len(base)
        if k >= p.t0:  # an adopted year gives the rest to the fund that takes it
            to_target = take(rest, [x[k] - b for x, b in zip(p.target, base, strict=True)])
            to_cap = take(rest - sum(to_target), [x[k] - b - a for x, b, a in zip(p.cap, base, to_target, strict=True)])
        rest_put = [a + b for a, b in zip(to_target, to_cap, strict=True)]
        rest_put[p.rest_part] += rest - sum(rest_put)
        v["overfoering_fri"] = moved
        v["overfoering_til_investering"] = moved
        v["fondsgulv_avsatt"] = filled
        v["avsetning_disposisjonsfond"] = filled + put + sum(rest_put)
        # § 4-4: earlier merforbruk that is left is covered by what is free of the fund
        late = take(sum(st.vintages) - covered, self.free(base, rest_put, keep, use))
        st.parts = [b + r - x for b, r, x in zip(base, rest_put, late, strict=True)]
        covered += sum(late)
        v["bruk_disposisjonsfond"] = sum(use) + sum(late)
        v["dekning_av_merforbruk"] = covered
        v["merforbruk_i_aaret"] = deficit
        st.vintages = [deficit, *self.older(covered)]
        v["disposisjonsfond_ub"] = list(st.parts)
        v["disposisjonsfond_sum_ub"] = sum(st.parts)
        v["merforbruk_ub"] = sum(st.vintages)
        self.close_investment(k, v)

    def free(self, base: list[float], more: list[float], keep: list[float], use: list[float]) -> list[float]:
        """What is free of each part at the end of the year, beyond what next year's budget uses."""
        return [x + y - z for x, y, z in zip(base, more, keep, strict=True)]

    def older(self, covered: float) -> list[float]:
        """Vintages after cover, oldest first."""
        left = list(self.st.vintages)
        for i in reversed(range(len(left))):
            part = min(left[i], covered)
            left[i], covered = left[i] - part, covered - part
        return left

    def close_investment(self, k: int, v: dict[str, Any]) -> None:
        p, st = self.p, self.st
        post = {name: values[k] for name, values in p.posts.items()}
        rest = v["finansieringsrest"] - v["overfoering_fri"] - v["bruk_av_laan"]
        struck = min(max(-v["finansieringsrest"], 0.0), self._use_unbound)
        put_free = max(-v["finansieringsrest"], 0.0) - struck
        v["udekket_ub"] = max(rest, 0.0)
        actual = min(self._use_unbound - struck, max(st.unbound, 0.0))
        v["bruk_ubundet_bortfalt"] = self._use_unbound - actual
        st.unbound += post["planlagt_avsetning_ubundet_investeringsfond"] + put_free - actual
        st.unbound_planned += post["planlagt_avsetning_ubundet_investeringsfond"] - self._use_unbound
        st.bound_inv += post["avsetning_bundne_investeringsfond"] - self._use_bound_inv + self._onlending
        st.bound += self._bound[0] - self._bound[1]
        st.uncovered = v["udekket_ub"]
        lost = v["bruk_ubundet_bortfalt"] if self._counted_use else 0.0
        v["egenfinansiering_tellende"] = (
            v["egenfinansiering_tellende_annen"] + v["overfoering_fri"] - v["overfoering_utenfor_regelen"] - lost
        )
        st.assets += p.investeringer_varige[k] - p.avskrivninger[k]
        st.lent += post["utlaan_av_egne_midler"] - post["mottatte_avdrag_egne_utlaan"]
        st.lent += post["videreutlaan"] - post["mottatte_avdrag_videreutlaan"]
        st.onlending_out += post["videreutlaan"] - post["mottatte_avdrag_videreutlaan"]
        st.onlending_debt += post["videreutlaan"] - post["avdrag_videreutlaan"]
        self.pay(k, v)
        v["laanegjeld_ub"] = st.debt
        v["ubundet_investeringsfond_ub"], v["bundne_investeringsfond_ub"] = st.unbound, st.bound_inv
        v["bundne_driftsfond_ub"] = st.bound
        v["arbeidskapital_ub"] = sum(st.parts) + st.bound + st.unbound + st.bound_inv - sum(st.vintages) - st.uncovered
        v["bankinnskudd_ub"] = self.bank()
        v["avskrivbare_anleggsmidler_ub"] = st.assets

    def pay(self, k: int, v: dict[str, Any]) -> None:
        """Planned instalments, what is paid beyond them by balance left, and the year's new loan (fin, Lånebok)."""
        st = self.st
        old, new = self._planned
        pairs = [*zip(st.loans, old, strict=True), *zip(st.new, new, strict=True)]
        left = sum(x.balance - a for x, a in pairs)
        for x, a in pairs:
            beyond = v["avdrag_tillegg"] * (x.balance - a) / left if left > 0.0 else 0.0
            x.balance -= a + beyond
            x.left -= 1.0
        years = float(self.p.finans["nye_laan"]["loepetid"])
        st.new.append(Loan(balance=v["bruk_av_laan"], left=years, term=v["bruk_av_laan"] / years))

    # -- measures -------------------------------------------------------------------------------------------------
    def measure(self, k: int, v: dict[str, Any]) -> None:
        """Above zero is broken, in fixed prices (beh, Kravene måles)."""
        p, st, d = self.p, self.st, self.p.deflator[k]
        B, C, ndr = v["sum_driftsinntekter"], v["investeringer_tellende"], v["netto_driftsresultat"]
        v["ek_mangel_fast"] = (p.q * C - v["egenfinansiering_tellende"]) / d if p.q is not None else 0.0
        v["resultat_mangel_fast"] = (p.g * B - ndr) / d if p.g is not None else 0.0
        measured = p.full <= k <= p.end

        def window(name: str, years: int) -> float | None:
            if not measured or k - years + 1 < p.full:
                return None
            before = self.out.get(name, [])[k - years + 1 : k]
            return (sum(before) + v[name]) / years

        v["brist_ek_maal"] = window("ek_mangel_fast", p.window_ek) if p.q is not None else None
        v["brist_resultat_maal"] = window("resultat_mangel_fast", p.window_res) if p.g is not None else None
        on = measured
        v["brist_ek_gulv"] = (p.ek_floor * C - v["egenfinansiering_tellende"]) / d if on and p.ek_floor is not None else None
        v["brist_resultat_gulv"] = (p.res_floor * B - ndr) / d if on and p.res_floor is not None else None
        v["brist_gjeldstak"] = (v["laanegjeld_ub"] - p.rho * B) / d if on and p.rho is not None else None
        v["brist_fondsgulv"] = [(f[k] - x) / d if on and f[k] > 0.0 else None for f, x in zip(p.floor, st.parts, strict=True)]
        late = max(v["krav_dekning_merforbruk"] - v["dekning_av_merforbruk"], 0.0)
        v["brist_lov"] = (v["merforbruk_i_aaret"] + v["udekket_ub"] + late) / d if on else None
        total = sum(st.parts)
        if k == p.t0 - 1:
            target = sum(x[k] for x in p.target)
            st.fund_adopted = min(target, total)
        v["brist_sluttkrav"] = None
        if k == p.end and p.end_scale != "av":
            index = p.scale(p.end_scale)
            base = index[p.t0 - 1] if p.t0 > 0 else 1.0
            v["sluttkrav"] = st.fund_adopted * index[k] / base
            v["brist_sluttkrav"] = (v["sluttkrav"] - total) / d
        v["gap_fast"] = -v["over_eller_under_kravet"] / d if k >= p.t0 else 0.0
        self.keep(k, v)

    def result_short(self, k: int, v: dict[str, Any]) -> float:
        """What the result rule lacked in the year as it was played, fixed prices."""
        return v["resultat_mangel_fast"]

    def keep(self, k: int, v: dict[str, Any]) -> None:
        """The realised saving, and its release (beh, Realisert)."""
        p, st = self.p, self.st
        v["innsparing_realisert"] = self._saving if self.way == "realisert" else 0.0
        freed = 0.0
        if k >= p.t0:
            st.short_res.append(self.result_short(k, v))
            S = v["over_eller_under_kravet"]
            if S > KRONE and v["nytt"] <= KRONE and st.at_target:
                st.least = min(st.least, S / p.deflator[k]) if st.good_years else S / p.deflator[k]
                st.good_years += 1
            else:
                st.good_years = 0
            if p.release and st.good_years >= p.release:
                freed = min(st.least * p.deflator[k], self._saving / p.release)
                st.good_years = 0
        st.at_target = sum(st.parts) >= sum(x[k] for x in p.target) - KRONE
        st.saving = self._saving - freed if self.way == "realisert" else 0.0
        st.joins = self._new - freed if self.way == "realisert" else 0.0
        v["slippes_fra_neste_aar"] = freed if self.way == "realisert" else 0.0


# -- the lasting need ---------------------------------------------------------------------------------------------
DEMANDS = {
    "ek_maal": "brist_ek_maal",
    "ek_gulv": "brist_ek_gulv",
    "resultat_maal": "brist_resultat_maal",
    "resultat_gulv": "brist_resultat_gulv",
    "gjeldstak": "brist_gjeldstak",
    "sluttkrav": "brist_sluttkrav",
    "lov": "brist_lov",
}


def worst(chain: Chain, demand: str) -> float | None:
    """The largest breach of a demand over the years, or nothing where the plan does not have it."""
    if demand.startswith("fondsgulv."):
        part = chain.p.parts.index(demand.split(".", 1)[1])
        if not any(chain.p.floor[part]):
            return None
        found = [x[part] for x in chain.out["brist_fondsgulv"] if x[part] is not None]
    else:
        found = [x for x in chain.out[DEMANDS[demand]] if x is not None]
    return max(found) if found else None


def roots(plan: Plan, wait: int = 0, levels: int = 33) -> dict[str, float | str]:
    """The least saving above which every tried level keeps a demand, by bisection to a thousandth of a krone."""
    cost = plan.given["driftsutgifter"][plan.t0] + plan.avskrivninger[plan.t0]
    grid = [0.4 * cost * (2.0 * i / (levels - 1) - 1.0) for i in range(levels)]
    chains = [Chain(plan, "varig", s, wait) for s in grid]
    out: dict[str, float | str] = {}
    for demand in [*DEMANDS, *(f"fondsgulv.{x}" for x in plan.parts)]:
        breach = [worst(c, demand) for c in chains]
        if breach[0] is None:
            continue
        broken = [i for i, x in enumerate(breach) if x is not None and x > NOISE]
        if not broken:
            out[demand] = "alltid"
        elif broken[-1] == levels - 1:
            out[demand] = "uoppnaaelig"
        else:
            out[demand] = bisect(plan, demand, grid[broken[-1]], grid[broken[-1] + 1], wait)
    return out


def bisect(plan: Plan, demand: str, low: float, high: float, wait: int) -> float:
    while high - low > 1e-3:
        middle = (low + high) / 2.0
        broken = (worst(Chain(plan, "varig", middle, wait), demand) or 0.0) > NOISE
        low, high = (middle, high) if broken else (low, middle)
    return high


def binds(plan: Plan, demand: str, root: float) -> tuple[int, int]:
    """First and last year of the first window broken just below the root."""
    chain = Chain(plan, "varig", root - 1.0)
    part = demand.split(".", 1)[1] if "." in demand else None
    found = chain.out[DEMANDS.get(demand, "brist_fondsgulv")]
    series = [x[plan.parts.index(part)] if part else x for x in found]
    last = next(k for k, x in enumerate(series) if x is not None and x > NOISE)
    years = {"ek_maal": plan.window_ek, "resultat_maal": plan.window_res}.get(demand, 1)
    return plan.years[last - years + 1], plan.years[last]
