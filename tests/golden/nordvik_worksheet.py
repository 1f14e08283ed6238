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


def worksheet() -> dict[str, tuple[str, list[float]]]:
    """Rows by name: (formula in words, value by year)."""
    rows: dict[str, tuple[str, list[float]]] = {}

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
        measure = {"omsorg": -1.5 * M if year >= 2027 else 0.0, "annet": -1.0 * M}
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

        # Bruk: bundne fond går i null, fondsgulv fylles, resten overføres.
        floor = FLOOR.get(year, 10.0) * M
        top_up = max(0.0, floor - buffer)
        uses = top_up

        def residual(result: float, need: float = need, uses: float = uses, margin: float = margin, cap: float = cap) -> float:
            return min(max((need + uses - result) / (1 - margin), 0.0), min(need, cap))

        before_saving = put("ndr_foer", "resultat før ny innsparing, med renter på årets lån", star - margin * residual(star))
        own = vat + grants + fund_used
        outside = equity
        loan_need = total_out - own - outside
        o_ek = max(0.0, 0.40 * counted - own)
        o_gjeld = max(0.0, loan_need - (0.95 * in_total - debt + paid))
        o_cap = max(0.0, loan_need - cap)
        demand = max(o_ek + outside + top_up, o_cap + outside + top_up, o_gjeld + outside + top_up, 0.0175 * in_total, outside)
        put("ndr_krav", "det største av kravene fra egenkapital, lånetak, gjeld, resultatgrad og balanse", demand)
        new = 0.0 if year == 2026 else max(0.0, demand - before_saving)
        put("nytt", "krav − resultat, aldri under null; ikke i vedtatt år", new)
        saved = put("inndekningsbehov", "fjorårets innsparing · (1 + deflatorvekst) + nytt", saved * (1 + growth) + new)
        put("inndekningsbehov_fast", "inndekningsbehov / deflator", saved / deflator)
        loan = put("bruk_av_laan", "finansieringsbehov + bruk − resultat, høyst lånetaket", residual(star + new))
        interest = put("renteutgifter", "renter på gjeld 1.1. + halvt års rente av netto opptak", interest_before + margin * loan)
        result = put(
            "netto_driftsresultat",
            "inntekter − utgifter + finans − avdrag",
            in_total - sum(outlay) + new + interest_in + dividend - interest - paid,
        )
        filled = min(max(result, 0.0), top_up)
        transfer = put(
            "overfoering_til_investering",
            "det investeringene kan bruke av resten",
            min(max(result - filled, 0.0), max(need - loan, 0.0)),
        )
        free += max(result - filled, 0.0) - transfer
        buffer += filled
        put("disposisjonsfond_ub/fond=fritt", "fjoråret + rest", free)
        put("disposisjonsfond_ub/fond=bufferfond", "fjoråret + fylt gulv", buffer)
        uncovered = need - transfer - loan
        assert abs(uncovered) < 1e-4 and result > filled, (year, uncovered, result)

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
        new_before = new
    return rows


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
