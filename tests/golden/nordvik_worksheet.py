"""Nordvik by hand: the 20-year answer as a worksheet, in plain arithmetic and without LDIP or numpy.

Every number of the plan is typed again here, every line is one row of the worksheet with its formula
in words. `python tests/golden/nordvik_worksheet.py` writes examples/nordvik/notater/regneark.csv. The golden
test holds the engine against the csv, and the csv against this script. Amounts in kroner.
"""

from __future__ import annotations

from pathlib import Path

YEARS = list(range(2026, 2046))
M = 1_000_000.0
WAGE = {2026: 0.040, 2027: 0.035}
PRICE = {2026: 0.025}
POLICY = {2026: 0.039, 2027: 0.034, 2028: 0.032}
ARTS = ("loenn", "sosiale", "kjoep", "overfoeringer")
FRAMES = {
    "skole": [58, 16, 10, 2],
    "omsorg": [110, 30, 18, 2],
    "annet": [66, 19, 49, 14],
}
INCOME = {"skole": [0, 6, 3, 0], "omsorg": [0, 12, 14, 0], "annet": [3, 8, 0, 30]}
FLOOR = {2026: 8.0, 2027: 8.0, 2028: 8.0, 2029: 8.0}
SCHOOL = {2026: 0.1, 2027: 0.5, 2028: 0.4}


START, PHASE = 2027, 4  # the first projected year, and the years the saving is phased in over
FULL = START + PHASE - 1
WINDOWS = {"ek_maal": 4, "resultat_maal": 4}  # the other demands are measured each year
DEMANDS = ("resultat_maal", "sluttkrav", "ek_maal", "ek_gulv", "fondsgulv.bufferfond", "gjeldstak")
KEPT = "gjeldstak"  # kept at every lawful level
SLACK = 0.05  # kroner that may be missing, for a demand that the policy meets exactly year after year
VIEWS = ("varig", "aar_for_aar", "realisert")  # beside the plan's own path, with the rows that differ
DIFFER = (
    "innsparing_varig",
    "innsparing_realisert",
    "slippes_fra_neste_aar",
    "over_eller_under_kravet",
    "engangsbehov",
    "netto_driftsresultat",
    "overfoering_til_investering",
    "bruk_av_laan",
    "laanegjeld_ub",
    "disposisjonsfond_ub/fond=fritt",
    "disposisjonsfond_ub/fond=bufferfond",
    "loennsutgifter_rammer",
)
Rows = dict[str, tuple[str, list[float]]]
Shortfalls = dict[str, list[float]]


class UnlawfulError(Exception):
    """The year ends in merforbruk, which is not worked by hand here."""


def in_order(amount: float, available: tuple[float, float]) -> tuple[float, float]:
    """What is taken from the first part of the fund, then from the second."""
    one = min(max(amount, 0.0), available[0])
    return one, min(max(amount - one, 0.0), available[1])


def broken(short: Shortfalls, name: str) -> float:
    """The worst measured shortfall of a demand; above zero it is broken."""
    by_year = [v for v, y in zip(short[name], YEARS, strict=True) if y >= FULL]
    if name == "sluttkrav":
        return by_year[-1]
    n = WINDOWS.get(name, 1)
    return max(sum(by_year[i : i + n]) / n for i in range(len(by_year) - n + 1))


def holds(name: str, level: float, dearer: float) -> bool:
    """Whether a demand is kept at a level of the lasting change."""
    try:
        return broken(played("varig", level, dearer)[1], name) <= SLACK
    except UnlawfulError:
        return False


def root(name: str, dearer: float = 0.0) -> float:
    """The least level of the lasting change that keeps a demand, by halving."""
    low, high = -40 * M, 40 * M
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(name, middle, dearer) else (middle, high)
    return high


def need(dearer: float = 0.0) -> float:
    """The lasting need: the largest root."""
    return max(root(name, dearer) for name in DEMANDS if name != KEPT)


def worksheet() -> Rows:
    """Rows of the plan's own path, then of each other view as `view: name`."""
    rows = played("uten_innsparing", 0.0)[0]
    for view in VIEWS:
        other = played(view, need() if view == "varig" else 0.0)[0]
        rows |= {f"{view}: {name}": other[name] for name in DIFFER}
    return rows


def played(view: str, saving: float, dearer: float = 0.0) -> tuple[Rows, Shortfalls]:
    """Rows by name: (formula in words, value by year), and the yearly shortfall of each demand; `saving` is the lasting change.

    `dearer` is a lasting measure from 2027, in 2026 kroner, that makes a plan with short years of the example.
    """
    rows: Rows = {}

    def put(name: str, how: str, value: float) -> float:
        rows.setdefault(name, (how, []))[1].append(value)
        return value

    people = [[20.0] * 106, [20.0] * 106]
    july_before = 4240.0
    deflator = building = national = 1.0
    frames = {s: [x * M for x in v] for s, v in FRAMES.items()}
    income = {s: [x * M for x in v] for s, v in INCOME.items()}
    users = {"skole": 400.0, "omsorg": 52 * 20 * 0.12}
    put_off = {"skole-nord": 0.0, "ramme-bygg": 0.0, "vann": 0.0}
    spent: dict[str, list[float]] = {p: [] for p in put_off}
    existing = {"bygg": (420 * M, 14 * M), "utstyr": (30 * M, 5 * M), "ledningsnett": (70 * M, 2 * M)}
    loan_1, loan_2, new_loans, series = 200 * M, 100 * M, 0.0, 0.0
    debt, onlent, book, shares_, lent, land = 300 * M, 42 * M, 520 * M, 15 * M, 40 * M, 20 * M
    free, buffer, bound, inv_free, inv_bound = 32 * M, 8 * M, 12 * M, 14 * M, 3 * M
    working, short_debt, receivable, saved, new_before = 69 * M, 60 * M, 60 * M, 0.0, 0.0
    in_a_row, smallest, at_goal, kept, rests = 0, 0.0, False, 0.0, list[float]()
    short: Shortfalls = {name: [] for name in DEMANDS}
    above, wage_gap = 1.0, 0.0
    measure_before = {"omsorg": 0.0, "annet": 0.0}

    for t, year in enumerate(YEARS):
        wage, price = WAGE.get(year, 0.030), PRICE.get(year, 0.020)
        growth = put("deflator_vekst", "0,6 · lønnsvekst + 0,4 · prisvekst", 0.6 * wage + 0.4 * price)
        if year > 2026:
            deflator *= 1 + growth
            building *= 1.03
            national *= (1 + growth) * 1.003
        put("deflator_indeks_ub", "fjorårets indeks · (1 + deflatorvekst), 1 i 2026", deflator)
        nibor = put("nibor_3m", "styringsrente + 0,25 prosentpoeng", POLICY.get(year, 0.030) + 0.0025)

        # Befolkning: alle blir ett år eldre, 20 kommer til ved alder 0 og 4 ved 6 år, 20 flytter ved 105 (per kjønn).
        before = sum(map(sum, people))
        users_ib = {s: users[s] for s in users}
        old_80 = sum(sum(p[80:]) for p in people)
        aged = []
        for p in people:
            q = [0.0, *p[:-1]]
            q[105] += p[105]
            q[0] += 20.0
            q[6] += 4.0
            q[105] -= 20.0
            aged.append(q)
        people = aged
        after = put("innbyggere_ub", "fjorårets folketall + 8 innflyttere", sum(map(sum, people)))
        pupils = sum(sum(p[6:16]) for p in people)
        care_rate = 0.12 * {2026: 1.0, 2027: 0.99}.get(year, 0.98)
        care = care_rate * (old_80 + sum(sum(p[80:]) for p in people)) / 2
        users = {"skole": put("brukere_ub/tjeneste=skole", "innbyggere 6–15 år ved årets slutt", pupils)}
        users["omsorg"] = put("brukere_ub/tjeneste=omsorg", "12 % · utvikling · snitt av innbyggere 80 år og eldre", care)

        # Investeringer: gjennomføringsgrad 90 prosent, resten utsettes.
        plan = {"skole-nord": 140 * M * SCHOOL.get(year, 0.0), "ramme-bygg": 15 * M, "vann": 4 * M}
        gross = {}
        for p, planned in plan.items():
            done = 0.9 * (planned + put_off[p])
            put_off[p] += planned - done
            gross[p] = done * building
            spent[p].append(gross[p])
        invested = put("investeringer_varige", "90 % av planlagt og utsatt, i byggepriser", sum(gross.values()))
        counted = put("investeringer_tellende", "investeringer uten ledningsnett", invested - gross["vann"])
        vat = put(
            "mva_kompensasjon_investering",
            "20 % av skolen og 18 % av rammen",
            0.20 * gross["skole-nord"] + 0.18 * gross["ramme-bygg"],
        )
        grants = put("tilskudd_fra_andre", "5 % · 80 % av skolen", 0.05 * 0.8 * gross["skole-nord"])
        equity = put("aksjer_og_andeler", "0,8 mill. 2026-kroner", 0.8 * M * deflator)
        onlending, on_paid, on_got = 5 * M * deflator, 2 * M * deflator, 2.2 * M * deflator
        wanted = {2027: 5 * M, 2028: 5 * M}.get(year, 0.0) * deflator
        fund_used = put("bruk_ubundet_investeringsfond", "5 mill. i 2027 og 2028, høyst det som står der", min(wanted, inv_free))
        total_out = put("sum_investeringsutgifter", "varige driftsmidler + aksjer", invested + equity)
        need = put("finansieringsbehov", "utgifter − mva − tilskudd − fond", total_out - vat - grants - fund_used)
        cap = invested - vat

        # Avskrivninger: eksisterende lineært; skolen (50 år) fra året etter 2028; rammen 10 år; ledningsnett 80 år.
        depreciation = 0.0
        for k, (value, yearly) in existing.items():
            d = min(value, yearly)
            existing[k] = (value - d, yearly)
            depreciation += d
        for u, spending_year in enumerate(YEARS[:t]):
            if year > max(spending_year, 2028):
                depreciation += spent["skole-nord"][u] / 50
            if year - spending_year <= 10:
                depreciation += spent["ramme-bygg"][u] / 10
            depreciation += spent["vann"][u] / 80
        put("avskrivninger", "eksisterende anlegg + skole/50 + ramme/10 + ledningsnett/80", depreciation)

        # Frie inntekter. Siste kjente regler: 64 %, 35 % under 90 %, finansiering 0,895 % av landssnittet.
        mean = 43000 * national
        modelled = 0.88 * mean * before
        above = 161 * M / modelled if year == 2026 else above
        tax = put(
            "skatt_paa_inntekt_og_formue",
            "88 % av landet · innbyggere 1.1.; vedtatt 161,0 mill. i 2026, og samme andel over modellen siden",
            modelled * above,
        )
        own_tax = tax / before
        base = 35000 * national * july_before
        extra = 0.05 * 75000 * national * july_before
        each = 0.64 * (mean - own_tax) + 0.35 * max(0.0, 0.90 * mean - own_tax) - 0.00895 * mean
        grant = put(
            "rammetilskudd",
            "innbyggertilskudd + utgiftsutjevning + 4 mill. + inntektsutjevning av skatten med avvik",
            base + extra + 4 * M * deflator + each * before,
        )
        july_before = (before + after) / 2

        # Rammer: pris, tiltak, demografi og skolens drift; fjorårets nye innsparing tas ut.
        weight = sum(map(sum, frames.values()))
        change = {"skole": 160000 * (users["skole"] - users_ib["skole"]) * deflator}
        change["omsorg"] = 1200000 * (users["omsorg"] - users_ib["omsorg"]) * deflator
        change["annet"] = 0.0
        more = {s: 0.0 if s == "annet" else users[s] / users_ib[s] - 1 for s in income}
        for s in ("skole", "omsorg"):  # kostnaden er netto, så det brukerne selv betaler, kommer i tillegg
            change[s] += sum(income[s]) * (1 + growth) * more[s]
        opens = 900 * 1500 * deflator if year == 2028 else 0.0
        change["skole"] += opens
        measure = {"omsorg": -1.5 * M if year >= 2027 else 0.0, "annet": -1.0 * M + dearer * (year >= 2027)}
        for s in measure:
            change[s] += (measure[s] - measure_before[s]) * deflator
        measure_before = measure
        once = {"skole": -opens * (1 - 5 / 12), "omsorg": 0.0, "annet": 0.5 * M * deflator if year == 2028 else 0.0}
        prices = (wage, wage, price, growth)
        outlay = [0.0] * 4
        for s, frame in frames.items():
            whole = sum(frame)
            updated = []
            for a in range(4):
                key = frame[a] / whole
                cut = new_before * frame[a] / weight * (1 + prices[a])
                updated.append(frame[a] * (1 + prices[a]) + change[s] * key - cut)
                outlay[a] += updated[a] + once[s] * key
            frames[s] = updated
        wage_gap = 243.0 * M - outlay[0] if year == 2026 else wage_gap * (1 + wage)
        outlay[0] += wage_gap
        for name, value in zip(
            ("loennsutgifter", "sosiale_utgifter", "kjoep_av_varer_og_tjenester", "overfoeringer_til_andre"), outlay, strict=True
        ):
            put(f"{name}_rammer", "rammene + engangsposter; lønn vedtatt 243,0 mill. i 2026, avviket følger lønnsveksten", value)
        earned = [0.0] * 4
        for s, own in income.items():
            income[s] = [x * (1 + growth) * (1 + more[s]) for x in own]
            earned = [a + b for a, b in zip(earned, income[s], strict=True)]
        state = earned[0] + 6 * M * deflator
        in_total = put(
            "sum_driftsinntekter",
            "skatt, ramme, eiendomsskatt 12 mill. og egne inntekter",
            grant + tax + 12 * M * deflator + state + sum(earned[1:]),
        )

        # Lån: avdrag etter serie, aldri under minimumsavdraget.
        rate_2 = 0.031 if year <= 2029 else nibor + 0.0045
        plan_1, plan_2, plan_new = min(loan_1, 8 * M), min(loan_2, 5 * M), min(new_loans, series)
        least = put("minimumsavdrag", "avskrivninger · gjeld 1.1. / avskrivbare anlegg 1.1.", depreciation * debt / book)
        scheduled = plan_1 + plan_2 + plan_new
        paid = put("avdrag_paa_laan", "det største av planlagt avdrag og minimumsavdrag", max(scheduled, min(least, debt)))
        r_new = nibor + 0.004
        margin = 0.5 * r_new
        interest_before = (
            loan_1 * (nibor + 0.004) + loan_2 * rate_2 + new_loans * r_new + onlent * (nibor - 0.002) - margin * paid
        )
        interest_in = put(
            "renteinntekter",
            "bank · (NIBOR − 0,10) + det videreutlånet har ute · (NIBOR + 0,05)",
            (working + short_debt - receivable) * (nibor - 0.001) + lent * (nibor + 0.0005),
        )
        dividend = put("utbytter", "1,5 mill. 2026-kroner", 1.5 * M * deflator)
        star = in_total - sum(outlay) + interest_in + dividend - interest_before - paid

        # Kravet: overføringen, det minste et kort år kan ha, og det loven krever. Bundne fond går i null, så A er null.
        projected, counted_now = year >= START, year >= FULL
        floor = FLOOR.get(year, 10.0) * M
        top_up = max(0.0, floor - buffer)
        own = vat + grants + fund_used
        outside = equity
        loan_need = total_out - own - outside
        o_ek, o_least = max(0.0, 0.40 * counted - own), max(0.0, 0.30 * counted - own)
        o_gjeld = max(0.0, loan_need - (0.95 * in_total - debt + paid))
        o_cap = max(0.0, loan_need - cap)
        asked = put(
            "overfoering_krav",
            "det største av 40 % − E, gjeldstak og lånetak, og Z",
            min(max(o_ek, o_gjeld, o_cap) + outside, need),
        )
        least_transfer = put("overfoering_minst", "det samme med 30 %", min(max(o_least, o_gjeld, o_cap) + outside, need))
        lawful_transfer = min(o_cap + outside, need)
        lasting = put("innsparing_varig", "s · innfasing · deflator", saving * min(1.0, max(0, t) / PHASE) * deflator)
        before_saving = put(
            "ndr_foer", "resultat før ny innsparing når overføringen er kravet", star + lasting - margin * min(need - asked, cap)
        )
        demand = max(o_ek + outside + top_up, o_cap + outside + top_up, o_gjeld + outside + top_up, 0.0175 * in_total, outside)
        put("ndr_krav", "det største av kravene fra egenkapital, lånetak, gjeld, resultatgrad og balanse", demand)
        put(
            "behov_uten_innsparing",
            "krav − resultat, aldri under null; ikke i vedtatt år",
            projected * max(0.0, demand - before_saving),
        )
        balance = before_saving - asked - top_up

        # Fondenes mål er nivået ved åpning i faste priser per innbygger; taket er halvannen gang målet.
        index = deflator * 1.034 * after / 4240
        goals, above_floor = (32 * M * index, 8 * M * index), (free, max(0.0, buffer - floor))
        goal = put("fond_maal_sum", "40 mill. · deflator/deflator 2025 · innbyggere/4 240", sum(goals))

        # Realisert: det største av resultatregelen i vinduet, mangelen, og å bygge fondet opp igjen på åtte år.
        first_rest = projected * (before_saving - 0.0175 * in_total) / deflator
        window = [first_rest, *rests[: min(3, len(rests))]]
        lacking_result = max(0.0, -sum(window) / len(window)) * deflator
        short_before = max(-balance - sum(above_floor), 0.0)
        lacking_before = short_before - (1 - margin) * min(max(short_before - top_up, 0.0) / (1 - margin), asked - least_transfer)
        below_goal = max(0.0, goal - (free + buffer - min(max(-balance, 0.0), sum(above_floor))))
        rebuild = max(0.0, below_goal / 8 - max(balance, 0.0)) if below_goal > 0 else 0.0
        new = max(lacking_result, lacking_before, rebuild) if view == "realisert" and projected else 0.0
        put("nytt_realisert", "det største av resultatmangelen, mangelen og gjenoppbyggingen", new)
        balance = put("over_eller_under_kravet", "resultat − overføringskrav − fylte gulv", balance + new)
        if projected:
            rests.insert(0, first_rest + new / deflator)

        # Året spilles: et kort år bruker fond og senker overføringen, et godt år fyller fond og hever den. Vedtatt år: resten.
        use, lowered, raised, one_off, unfilled = (0.0, 0.0), 0.0, 0.0, 0.0, 0.0
        money_in = -balance if projected and view == "aar_for_aar" else 0.0
        if projected and view != "aar_for_aar":
            use = in_order(-balance, above_floor)
            rest = max(-balance - sum(use), 0.0)
            lowered = min(max(rest - top_up, 0.0) / (1 - margin), asked - least_transfer)
            missing = rest - lowered * (1 - margin)
            one_off = missing if view == "varig" and not counted_now else 0.0
            unfilled = 0.0 if one_off > 0 else min(top_up, rest, missing)
            money = missing - one_off - unfilled
            further = min(money / (1 - margin), max(least_transfer - lawful_transfer, 0.0))
            under = in_order(money - further * (1 - margin), (free - use[0], buffer - use[1]))
            if money - further * (1 - margin) - sum(under) > 1e-4:
                raise UnlawfulError(f"merforbruk i {year}")
            lowered, use, money_in = lowered + further, (use[0] + under[0], use[1] + under[1]), one_off
            first = min(max(balance, 0.0), max(1.5 * goal - (free + buffer + top_up), 0.0))
            raised = min((max(balance, 0.0) - first) / (1 - margin), max(need - asked, 0.0))
        put("engangsbehov", "mangel før innsparingen er trappet opp, i varig", one_off)
        put("bruk_disposisjonsfond", "fond over gulvet i et kort år, så under", sum(use))
        planned = asked + raised - lowered
        residual = min(max((need + top_up - star) / (1 - margin), 0.0), min(need, cap))
        loan = put(
            "bruk_av_laan",
            "det overføringen lar stå, høyst lånetaket; i 2026 resten",
            min(max(need - planned, 0.0), cap) if projected else residual,
        )
        interest = put("renteutgifter", "renter på gjeld 1.1. + halvt års rente av netto opptak", interest_before + margin * loan)
        result = put(
            "netto_driftsresultat",
            "inntekter − utgifter + finans − avdrag",
            in_total - sum(outlay) + lasting + new + interest_in + dividend - interest - paid,
        )
        filled = top_up - unfilled if projected else min(max(result, 0.0), top_up)
        left_over = result + money_in + sum(use) - filled
        transfer = put(
            "overfoering_til_investering",
            "revidert budsjett; i 2026 det investeringene kan bruke av resten",
            planned if projected else min(max(left_over, 0.0), max(need - loan, 0.0)),
        )
        rest = left_over - transfer
        assert rest > -1e-4 and abs(need - transfer - loan) < 1e-4, (year, rest)
        parts = [free - use[0], buffer + filled - use[1]]
        for levels in (goals, tuple(1.5 * g for g in goals)) if projected else ():
            for i in (0, 1):
                more = min(max(rest, 0.0), max(levels[i] - parts[i], 0.0))
                parts[i] += more
                rest -= more
        free = put("disposisjonsfond_ub/fond=fritt", "fjoråret − bruk + til målet, så taket, så resten", parts[0] + rest)
        buffer = put("disposisjonsfond_ub/fond=bufferfond", "fjoråret − bruk + fylt gulv + til målet, så taket", parts[1])
        kept = (free + buffer) / index if year == START - 1 else kept
        end_level = put(
            "sluttkrav", "det minste av målet og nivået etter 2026 i faste priser per innbygger", min(goal, kept * index)
        )

        # Realisert: innsparing slippes etter fire år på rad med overskudd, med fondene ved målet.
        realised = saved * (1 + growth) + new
        in_a_row = (in_a_row + 1) if projected and at_goal and balance > 0.5 and new <= 0.5 else 0
        smallest = min(smallest, balance / deflator) if in_a_row > 1 else balance / deflator
        released = max(0.0, min(smallest * deflator, realised / 4)) if in_a_row >= 4 else 0.0
        put("slippes_fra_neste_aar", "det minste av minste overskudd og en fjerdedel", released)
        in_a_row = 0 if released or in_a_row >= 4 else in_a_row
        at_goal = free + buffer >= goal - 0.5
        put("innsparing_realisert", "fjorårets nivå · (1 + deflatorvekst) + nytt", realised)
        saved, new_before = realised - released, new - released

        # Kravene måles i faste priser; positivt er brutt.
        short["ek_maal"].append((0.40 * counted - (own + transfer - outside)) / deflator)
        short["ek_gulv"].append((0.30 * counted - (own + transfer - outside)) / deflator)
        short["resultat_maal"].append((0.0175 * in_total - result) / deflator)
        short["fondsgulv.bufferfond"].append((floor - buffer) / deflator)
        short["gjeldstak"].append((debt + loan - paid - 0.95 * in_total) / deflator)
        short["sluttkrav"].append((end_level - free - buffer) / deflator)

        # Balanser.
        extra_paid = paid - scheduled
        left = (loan_1 - plan_1, loan_2 - plan_2, new_loans - plan_new)
        part = extra_paid / sum(left) if extra_paid > 0 else 0.0
        loan_1, loan_2, new_loans = left[0] * (1 - part), left[1] * (1 - part), left[2] * (1 - part) + loan
        series += loan / 30
        debt = put("laanegjeld_ub", "fjoråret + lån − avdrag", debt + loan - paid)
        onlent = put("videreutlaan_gjeld_ub", "fjoråret + videreutlån − avdrag", onlent + onlending - on_paid)
        inv_free -= fund_used
        inv_bound = put(
            "bundne_investeringsfond_ub", "fjoråret + mottatte avdrag som ikke er brukt", inv_bound + on_got - on_paid
        )
        book = put("avskrivbare_anleggsmidler_ub", "fjoråret + investeringer − avskrivninger", book + invested - depreciation)
        shares_ += equity
        lent += onlending - on_got
        put("kapitalkonto_ub", "anleggsmidler − gjeld", book + land + shares_ + lent - debt - onlent)
        working = put("arbeidskapital_ub", "summen av fondene", free + buffer + bound + inv_free + inv_bound)
    return rows, short


def as_csv(rows: dict[str, tuple[str, list[float]]]) -> str:
    """The worksheet as csv with decimal comma."""
    lines = [
        "# Nordvik 2026–2045 regnet for hånd av tests/golden/nordvik_worksheet.py. Kroner, personer og andeler uten avrunding."
    ]
    lines.append("navn;slik;" + ";".join(map(str, YEARS)))
    for name, (how, values) in rows.items():
        lines.append(f'{name};"{how}";' + ";".join(repr(v).replace(".", ",") for v in values))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[2] / "examples" / "nordvik" / "notater" / "regneark.csv"
    target.write_text(as_csv(worksheet()), encoding="utf-8")
