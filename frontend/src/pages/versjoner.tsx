import { Button, Dialog, Select, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { Card, LinkButton, PageHead, Status } from "../components/bits";
import { Failure } from "../components/state";
import { useLevers } from "../components/whatif";
import { api, download, got, type ApiError, type Schemas } from "../lib/api";
import { grouped } from "../lib/numbers";
import { usePlan } from "../lib/plan";

type Version = Schemas["VersionOut"];
const LOCKS = ["kommunedirektoerens_forslag", "formannskapets_innstilling", "vedtatt"] as const;

export function Versjoner() {
  const { t, i18n } = useTranslation();
  const { plan, tree, version, branch, may } = usePlan();
  const [dialog, setDialog] = useState<"alternativ" | "laas" | "del" | "publiser" | "budsjett" | null>(null);
  const when = (text: string) => new Date(text).toLocaleString(i18n.language === "en" ? "en-GB" : "nb-NO", { dateStyle: "short", timeStyle: "short" });
  const save = (path: string, name: string) => void download(path, name);
  return (
    <>
      <PageHead title={t("ui.side.versjoner")} question={t("ui.spor.versjoner")}>
        {may("alternativ") ? (
          <Button data-size="sm" variant="secondary" onClick={() => setDialog("alternativ")}>
            {t("ui.lag_alternativ")}
          </Button>
        ) : null}
        {may("laas") ? (
          <Button data-size="sm" variant="secondary" onClick={() => setDialog("laas")}>
            {t("ui.laas_planen")}
          </Button>
        ) : null}
        {may("budsjett") ? (
          <Button data-size="sm" variant="secondary" onClick={() => setDialog("budsjett")}>
            {t("ui.budsjettendring")}
          </Button>
        ) : null}
        {may("publiser") && branch.privat ? (
          <Button data-size="sm" onClick={() => setDialog("publiser")}>
            {t("ui.publiser")}
          </Button>
        ) : null}
        {may("del") ? (
          <Button data-size="sm" variant="secondary" onClick={() => setDialog("del")}>
            {t("ui.del_med_alle")}
          </Button>
        ) : null}
      </PageHead>
      <Card id="h-gren" title={t("ui.alternativer")}>
        <ul className="ren">
          {tree.grener.map((g) => (
            <li key={g.navn}>
              <span>
                <Link to={`/plan/${plan}/oversikt?gren=${encodeURIComponent(g.navn)}`}>{g.navn === "hovedlinje" ? t("ui.hovedlinje") : g.navn}</Link>{" "}
                {g.privat ? <Status kind="las">{t("ui.privat", { av: g.eier })}</Status> : null} {g.navn === branch.navn ? <span className="liten dus">{t("ui.aapen_naa")}</span> : null}
              </span>
              <span className="liten">
                {t("ui.versjon_n", { n: g.hode })} · <Link to={`/plan/${plan}/sammenlign?fra=${version.id}&til=${g.hode}`}>{t("ui.sammenlign_med")}</Link>
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <div className="luft-over">
        <Card id="h-vers" title={t("ui.side.versjoner")}>
          <div className="rulle" role="region" aria-labelledby="h-vers" tabIndex={0}>
            <table className="t">
              <caption className="vh">{t("ui.side.versjoner")}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("store.version")}</th>
                  <th scope="col">{t("ui.tid")}</th>
                  <th scope="col">{t("store.author")}</th>
                  <th scope="col">{t("store.message")}</th>
                  <th scope="col">{t("store.locks")}</th>
                  <th scope="col">{t("ui.filer")}</th>
                  <th scope="col">{t("ui.hash")}</th>
                  <th scope="col">{t("ui.gjoer")}</th>
                </tr>
              </thead>
              <tbody>
                {tree.versjoner.map((v) => (
                  <tr key={v.id} className={v.id === version.id ? "valgt-rad" : ""}>
                    <th scope="row">
                      {v.id} {v.feil ? <Status kind="brudd">{t("ui.n_feil", { n: v.feil })}</Status> : null}
                    </th>
                    <td>{when(v.tid)}</td>
                    <td>{v.av}</td>
                    <td>
                      {v.melding} {v.slag === "budsjettendring" ? <Revised version={v} /> : null}
                    </td>
                    <td>
                      {v.laaser.map((l) => (
                        <Status key={l.slag} kind={l.gyldig ? "las" : "brudd"}>
                          {t(`lock.${l.slag}`)}
                          {l.gyldig ? "" : ` – ${t("ui.signatur_feil")}`}
                        </Status>
                      ))}
                    </td>
                    <td className="liten">{Object.keys(v.endret).length ? t("ui.n_filer", { n: Object.keys(v.endret).length }) : "–"}</td>
                    <td>
                      <code>{v.hash.slice(0, 10)}</code>
                    </td>
                    <td className="lenker">
                      <Link to={`/plan/${plan}/oversikt?gren=${encodeURIComponent(branch.navn)}&v=${v.id}`}>{t("ui.aapne")}</Link>
                      <Link to={`/plan/${plan}/sammenlign?fra=${v.id}&til=${version.id}`}>{t("ui.sammenlign_med")}</Link>
                      {may("les_internt") ? <LinkButton onClick={() => save(`/api/versjoner/${v.id}/mappe.zip`, `plan-${v.id}.zip`)}>{t("ui.last_ned_mappen")}</LinkButton> : null}
                      {may("spor") && v.laaser.length ? <LinkButton onClick={() => save(`/api/versjoner/${v.id}/revisor.zip`, `revisor-${v.id}.zip`)}>{t("ui.revisorfil")}</LinkButton> : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      </div>
      {dialog === "alternativ" ? <NewAlternative close={() => setDialog(null)} /> : null}
      {dialog === "laas" ? <LockDialog close={() => setDialog(null)} /> : null}
      {dialog === "publiser" ? <PublishDialog close={() => setDialog(null)} /> : null}
      {dialog === "del" ? <ShareDialog close={() => setDialog(null)} /> : null}
      {dialog === "budsjett" ? <RevisionDialog close={() => setDialog(null)} /> : null}
    </>
  );
}

function NewAlternative({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { plan, version, tree } = usePlan();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(tree.roller.find((r) => r.rolle === "parti")?.omfang ?? "");
  const make = useMutation<Schemas["SavedOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/planer/{plan}/alternativer", { params: { path: { plan } }, body: { navn: name.trim(), fra: version.id } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["plan", plan] });
      close();
      navigate(`/plan/${plan}/oversikt?gren=${encodeURIComponent(name.trim())}`);
    },
  });
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")}>
      <h2>{t("ui.lag_alternativ")}</h2>
      <p>{t("ui.privat_til_publisert")}</p>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          make.mutate();
        }}
      >
        <Textfield label={t("ui.navn_paa_alternativ")} value={name} onChange={(e) => setName(e.target.value)} required maxLength={100} />
        {make.error ? <Failure error={make.error} /> : null}
        <Button type="submit" data-size="sm" disabled={!name.trim()}>
          {t("ui.lag_alternativ")}
        </Button>
      </form>
    </Dialog>
  );
}

function LockDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { plan, version } = usePlan();
  const client = useQueryClient();
  const [kind, setKind] = useState<(typeof LOCKS)[number]>("kommunedirektoerens_forslag");
  const set = useMutation<Schemas["TreeOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/versjoner/{versjon}/laaser", { params: { path: { versjon: version.id } }, body: { slag: kind } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["plan", plan] });
      close();
    },
  });
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")}>
      <h2>{t("ui.laas_planen")}</h2>
      <p>{t("ui.laas_forklart")}</p>
      <label className="velger">
        {t("ui.laases_som")}
        <Select value={kind} onChange={(e) => setKind(e.target.value as typeof kind)}>
          {LOCKS.map((l) => (
            <option key={l} value={l}>
              {t(`lock.${l}`)}
            </option>
          ))}
        </Select>
      </label>
      {set.error ? <Failure error={set.error} /> : null}
      <div className="verktoy">
        <Button data-size="sm" onClick={() => set.mutate()}>
          {t("ui.laas_versjon_n", { n: version.id })}
        </Button>
      </div>
    </Dialog>
  );
}

function PublishDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { plan, branch, version } = usePlan();
  const client = useQueryClient();
  const publish = useMutation<Schemas["TreeOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/planer/{plan}/grener/{gren}/publisering", { params: { path: { plan, gren: branch.navn } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["plan", plan] });
      close();
    },
  });
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")}>
      <h2>{t("ui.publiser")}</h2>
      <p>{t("ui.publiser_forklart")}</p>
      <p>
        <b>{branch.navn}</b>, {t("ui.versjon_n", { n: version.id })}: {version.melding}
      </p>
      <ul>
        {Object.entries(version.endret).map(([file, what]) => (
          <li key={file}>
            {file} ({t(`ui.fil.${what}`)})
          </li>
        ))}
      </ul>
      {publish.error ? <Failure error={publish.error} /> : null}
      <Button data-size="sm" onClick={() => publish.mutate()}>
        {t("ui.publiser")}
      </Button>
    </Dialog>
  );
}

function ShareDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { version, tree } = usePlan();
  const levers = useLevers();
  const client = useQueryClient();
  const [title, setTitle] = useState(tree.navn);
  const [chosen, setChosen] = useState<string[]>(["rente", "frie_inntekter", "investering", "utsettelse", "egenkapitalandel"]);
  const key = ["delinger", version.id];
  const links = useQuery({ queryKey: key, queryFn: () => got(api.GET("/api/versjoner/{versjon}/delinger", { params: { path: { versjon: version.id } } })) });
  const make = useMutation<Schemas["ShareOut"], ApiError>({
    mutationFn: () => {
      const spaker = (levers.data?.spaker ?? []).map((l) => l.id).filter((i) => chosen.includes(i));
      const grep = (levers.data?.grep ?? []).map((l) => l.id).filter((i) => chosen.includes(i));
      return got(api.POST("/api/versjoner/{versjon}/delinger", { params: { path: { versjon: version.id } }, body: { tittel: title, spaker, grep } }));
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const end = useMutation<Schemas["ShareOut"], ApiError, number>({
    mutationFn: (id) => got(api.DELETE("/api/delinger/{deling}", { params: { path: { deling: id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const url = make.data ? `${window.location.origin}/delt/${make.data.token}` : "";
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")}>
      <h2>{t("ui.del_med_alle")}</h2>
      <p>{t("ui.del_forklart")}</p>
      <Textfield label={t("ui.tittel")} value={title} onChange={(e) => setTitle(e.target.value)} maxLength={200} />
      <fieldset>
        <legend>{t("ui.spaker_som_kan_flyttes")}</legend>
        {[...(levers.data?.spaker ?? []), ...(levers.data?.grep ?? [])].map((l) => (
          <label key={l.id} className="hake blokk">
            <input type="checkbox" checked={chosen.includes(l.id)} onChange={(e) => setChosen(e.target.checked ? [...chosen, l.id] : chosen.filter((c) => c !== l.id))} /> {l.navn}
          </label>
        ))}
      </fieldset>
      {make.error ? <Failure error={make.error} /> : null}
      {url ? (
        <p role="status">
          {t("ui.lenken_er")} <a href={url}>{url}</a>
        </p>
      ) : null}
      <Button data-size="sm" onClick={() => make.mutate()} disabled={!levers.data}>
        {t("ui.lag_lenke")}
      </Button>
      <ul className="ren">
        {(links.data ?? []).map((s) => (
          <li key={s.id}>
            <span>
              {s.tittel} {s.trukket ? <span className="dus">({t("ui.trukket")})</span> : null}
            </span>
            {s.trukket ? null : <LinkButton onClick={() => end.mutate(s.id)}>{t("ui.trekk_tilbake")}</LinkButton>}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** A budget revision: the adopted lines of a year as they were, and as they become. */
function RevisionDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { plan, version, branch } = usePlan();
  const client = useQueryClient();
  const inputs = useQuery({
    queryKey: ["inndata", version.id, "regler"],
    queryFn: () => got(api.POST("/api/versjoner/{versjon}/inndata", { params: { path: { versjon: version.id } }, body: { gruppe: "regler" } })),
  });
  const sheet = inputs.data?.tabeller.find((s) => s.fil === "vedtatt.csv");
  const column = (name: string) => sheet?.kolonner.indexOf(name) ?? -1;
  const lines = [...new Set(sheet?.rader.map((r) => `${r.celler[column("linje")]}|${r.celler[column("aar")]}|${column("element") >= 0 ? (r.celler[column("element")] ?? "") : ""}`) ?? [])];
  const [line, setLine] = useState("");
  const [amount, setAmount] = useState("");
  const [forecast, setForecast] = useState("");
  const [reason, setReason] = useState("");
  const chosen = line || lines[0] || "";
  const [name = "", year = "0", element = ""] = chosen.split("|");
  const millions = (text: string) => Number(text.replace(/\s/g, "").replace(",", ".")) * 1e6;
  const revise = useMutation<Schemas["SavedOut"], ApiError>({
    mutationFn: () =>
      got(
        api.POST("/api/planer/{plan}/grener/{gren}/budsjettendring", {
          params: { path: { plan, gren: branch.navn } },
          body: { grunnlag: version.id, melding: reason || t("ui.budsjettendring"), linjer: [{ linje: name, aar: Number(year), element, revidert: millions(amount), prognose: forecast ? millions(forecast) : null, begrunnelse: reason }] },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["plan", plan] });
      close();
    },
  });
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")}>
      <h2>{t("ui.budsjettendring")}</h2>
      <p>{t("ui.budsjettendring_forklart")}</p>
      {lines.length === 0 ? <p>{t("ui.tom.vedtatt")}</p> : null}
      <form
        onSubmit={(e) => {
          e.preventDefault();
          revise.mutate();
        }}
      >
        <label className="velger">
          {t("ui.linje")}
          <Select value={chosen} onChange={(e) => setLine(e.target.value)}>
            {lines.map((l) => (
              <option key={l} value={l}>
                {l.split("|").filter(Boolean).join(" · ")}
              </option>
            ))}
          </Select>
        </label>
        <Textfield label={t("ui.revidert_mill")} value={amount} onChange={(e) => setAmount(e.target.value)} inputMode="decimal" required />
        <Textfield label={t("ui.prognose_mill")} value={forecast} onChange={(e) => setForecast(e.target.value)} inputMode="decimal" />
        <Textfield label={t("ui.begrunnelse")} value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} />
        {revise.error ? <Failure error={revise.error} /> : null}
        <Button type="submit" data-size="sm" disabled={!chosen || !Number.isFinite(millions(amount)) || amount === ""}>
          {t("ui.lagre")}
        </Button>
      </form>
    </Dialog>
  );
}

function Revised({ version }: { version: Version }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ["budsjettlinjer", version.id],
    queryFn: () => got(api.GET("/api/versjoner/{versjon}/budsjettlinjer", { params: { path: { versjon: version.id } } })),
    enabled: open,
  });
  const mill = (v: number | null) => (v === null ? "–" : grouped(v * 1e-6, 1));
  return (
    <>
      <LinkButton onClick={() => setOpen(!open)}>{t("ui.vis_linjene")}</LinkButton>
      {open && query.data ? (
        <table className="t">
          <caption className="vh">{t("ui.budsjettendring")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.linje")}</th>
              <th scope="col" className="n">{t("ui.opprinnelig")}</th>
              <th scope="col" className="n">{t("ui.revidert")}</th>
              <th scope="col" className="n">{t("ui.prognose")}</th>
              <th scope="col" className="n">{t("ui.regnskap")}</th>
            </tr>
          </thead>
          <tbody>
            {query.data.map((l) => (
              <tr key={`${l.linje}${l.aar}${l.element}`}>
                <th scope="row">
                  {l.etikett} {l.aar} {l.element}
                </th>
                <td className="n">{mill(l.opprinnelig)}</td>
                <td className="n">{mill(l.revidert)}</td>
                <td className="n">{mill(l.prognose)}</td>
                <td className="n">{mill(l.regnskap)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
