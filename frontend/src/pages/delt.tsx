import { Button } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { Card, Status } from "../components/bits";
import { Chart } from "../components/chart";
import { Answer } from "../components/state";
import { LeverRow } from "../components/whatif";
import { api, got, type ApiError, type Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { decode, DraftProvider, encode, EMPTY } from "../lib/draft";
import { amount, grouped } from "../lib/numbers";
import { PlanContext, type OpenPlan } from "../lib/plan";
import { LanguageChoice } from "./planer";
import { ratioState } from "./oversikt";

type Answered = Schemas["SandboxOut"];

/** The sandbox behind a link: levers to the left, what they do to the right. State is in the link only. */
export function Delt() {
  const { token = "" } = useParams();
  const { t, i18n } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const draft = decode(search.get("valg"));
  const [copied, setCopied] = useState(false);
  const query = useQuery<Answered, ApiError>({
    queryKey: ["delt", token, draft, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/delt/{token}/tall", { params: { path: { token } }, body: { spaker: draft.spaker ?? {}, grep: draft.grep ?? [] }, signal })),
    placeholderData: keepPreviousData,
  });
  const base = useQuery<Answered, ApiError>({ queryKey: ["delt", token, EMPTY, i18n.language], queryFn: () => got(api.POST("/api/delt/{token}/tall", { params: { path: { token } }, body: {} })) });
  useEffect(() => {
    document.title = `${query.data?.tittel ?? "LDIP"} – LDIP`;
  }, [query.data?.tittel]);
  const set = (id: string, value: number | null) => {
    const spaker = { ...(draft.spaker ?? {}) };
    if (value === null) delete spaker[id];
    else spaker[id] = value;
    put({ ...draft, spaker });
  };
  const put = (next: typeof draft) => {
    const clean = { ...(Object.keys(next.spaker ?? {}).length ? { spaker: next.spaker } : {}), ...(next.grep?.length ? { grep: next.grep } : {}) };
    const text = encode(clean);
    setSearch(
      (q) => {
        if (text) q.set("valg", text);
        else q.delete("valg");
        return q;
      },
      { replace: true },
    );
  };
  return (
    <main className="alene bred">
      <p className="banner">{t("ui.sandkasse_banner")}</p>
      <Answer query={query} height={500}>
        {(data) => (
          <>
            <h1>{data.tittel}</h1>
            <p className="svar" role="status">
              {data.setning}
            </p>
            {data.kjoering.merknad ? <p className="liten dus">{data.kjoering.merknad}</p> : null}
            <div className="rut sandkasse">
              <Card id="h-spaker" title={t("ui.dine_valg")} text={t("ui.sandkasse_tekst")}>
                {data.spaker.map((l) => (
                  <LeverRow key={l.id} lever={l} value={(draft.spaker ?? {})[l.id] ?? l.planen} set={(v) => set(l.id, v)} />
                ))}
                {data.grep.map((g) => (
                  <div className="spake" key={g.id}>
                    <label className="hake">
                      <input type="checkbox" checked={(draft.grep ?? []).includes(g.id)} onChange={(e) => put({ ...draft, grep: e.target.checked ? [...(draft.grep ?? []), g.id] : (draft.grep ?? []).filter((x) => x !== g.id) })} /> {g.navn}
                    </label>
                    <p className="liten dus">{g.hjelp}</p>
                  </div>
                ))}
                <div className="verktoy">
                  <Button data-size="sm" onClick={() => void navigator.clipboard?.writeText(window.location.href).then(() => setCopied(true))}>
                    {copied ? t("ui.lenke_kopiert") : t("ui.del_lenke")}
                  </Button>
                  <Button data-size="sm" variant="tertiary" onClick={() => put({})}>
                    {t("ui.nullstill")}
                  </Button>
                </div>
              </Card>
              <Results data={data} base={base.data} />
            </div>
          </>
        )}
      </Answer>
      <p className="liten">
        <LanguageChoice />
      </p>
    </main>
  );
}

function Results({ data, base }: { data: Answered; base: Answered | undefined }) {
  const { t } = useTranslation();
  const need = data.serier.find((s) => s.navn === "inndekningsbehov_fast");
  const debt = data.serier.find((s) => s.navn === "laanegjeld_ub");
  const was = base?.serier.find((s) => s.navn === "inndekningsbehov_fast");
  const lack = data.serier.filter((s) => s.navn === "plassmangel" && s.verdier.some((v) => (v ?? 0) > 0.5));
  const mill = (v: number | null) => (v === null ? null : v * 1e-6);
  const said = amount(data.behov.verdi, data.om.desimaler);
  const most = Math.max(...(debt?.verdier ?? [0]).map((v) => v ?? 0));
  const owed = amount(most, 0);
  // The chart stands outside a plan that is open, so it is given the little it needs of one.
  const open = { plan: 0, version: { id: 0 }, fixed: true } as unknown as OpenPlan;
  return (
    <div className="rut">
      <Card id="h-res" title={t("ui.inndekningsbehov")} text={t("ui.hjelp.inndekningsbehov")}>
        <p className="stortall">
          {said.text} <span>{said.unit}</span>
        </p>
        <PlanContext value={open}>
          <DraftProvider version={0} first={EMPTY}>
            <Chart
              card={false}
              level={3}
              title={t("ui.behov_over_tid")}
              unit={t("ui.mill_faste", { aar: data.om.prisaar })}
              years={data.aar}
              adopted={data.om.vedtatt_til}
              height={240}
              lines={[
                { name: t("ui.planen"), values: (was?.verdier ?? []).map(mill), colour: COLOUR.before, dash: [6, 5] },
                { name: t("ui.med_dine_valg"), values: (need?.verdier ?? []).map(mill), colour: COLOUR.plan, width: 3 },
              ]}
              summary={data.setning}
            />
          </DraftProvider>
        </PlanContext>
      </Card>
      <Card id="h-plass" title={t("ui.stripe.plasser")}>
        {lack.length ? (
          <ul className="ren">
            {lack.map((s) => (
              <li key={s.elementnavn}>
                <span>{s.elementnavn}</span>
                <Status kind="brudd">{t("ui.mangler_n", { n: grouped(Math.max(...s.verdier.map((v) => v ?? 0))) })}</Status>
              </li>
            ))}
          </ul>
        ) : (
          <Status kind="ok">{t("ui.nok_plasser")}</Status>
        )}
        <p>{t("ui.gjeld_paa_topp", { v: `${owed.text} ${owed.unit}` })}</p>
      </Card>
      <Card id="h-mt" title={t("ui.maaltall")}>
        <ul className="ren">
          {data.maaltall
            .filter((r) => r.maal)
            .map((r) => (
              <li key={r.id}>
                <span>
                  {r.navn} <span className="liten dus">{r.maal}</span>
                </span>
                <Status kind={ratioState(r).kind}>{t(ratioState(r).key)}</Status>
              </li>
            ))}
        </ul>
      </Card>
    </div>
  );
}
