import { Button, Select, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { Card, LinkButton, PageHead, Status } from "../components/bits";
import { Modal } from "../components/modal";
import { Failure } from "../components/state";
import { numberHead, Table } from "../components/table";
import { useLevers } from "../components/whatif";
import { type ApiError, api, download, got, type Lever, type Schemas } from "../lib/api";
import { moment } from "../lib/i18n";
import { kroner, mill, parse } from "../lib/numbers";
import { branchLink, branchName, partyOf, usePage, usePlan, usePlanChange } from "../lib/plan";

type Version = Schemas["VersionOut"];
interface Opened {
  close: () => void;
}

const OFFERED = ["rente", "frie_inntekter", "investering", "utsettelse", "egenkapitalandel"];
const LOCKS = ["kommunedirektoerens_forslag", "formannskapets_innstilling", "vedtatt"] as const;

export default function Versjoner() {
  const { t } = useTranslation();
  const { plan, tree, version, branch, may } = usePlan();
  const page = usePage();
  const [dialog, setDialog] = useState<keyof typeof DIALOGS | null>(null);
  const Shown = dialog ? DIALOGS[dialog] : null;
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
                <Link to={branchLink(plan, g.navn)}>{branchName(t, g.navn)}</Link>{" "}
                {g.privat ? <Status kind="las">{t("ui.privat", { av: g.eier })}</Status> : null}{" "}
                {g.navn === branch.navn ? <span className="liten dus">{t("ui.aapen_naa")}</span> : null}
              </span>
              <span className="liten">
                {t("ui.versjon_n", { n: g.hode })} ·{" "}
                <Link to={page("sammenlign", { fra: version.id, til: g.hode })}>{t("ui.sammenlign_med")}</Link>
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <div className="luft-over">
        <Card id="h-vers" title={t("ui.side.versjoner")}>
          <Table
            caption={t("ui.side.versjoner")}
            heads={[
              t("store.version"),
              t("ui.tid"),
              t("store.author"),
              t("store.message"),
              t("store.locks"),
              t("ui.filer"),
              t("ui.hash"),
              t("ui.gjoer"),
            ]}
          >
            <tbody>
              {tree.versjoner.map((v) => (
                <tr key={v.id} className={v.id === version.id ? "valgt-rad" : ""}>
                  <th scope="row">
                    {v.id} {v.feil ? <Status kind="brudd">{t("ui.n_feil", { count: v.feil })}</Status> : null}
                  </th>
                  <td>{moment(v.tid)}</td>
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
                  <td className="liten">
                    {Object.keys(v.endret).length ? t("ui.n_filer", { count: Object.keys(v.endret).length }) : "–"}
                  </td>
                  <td>
                    <code>{v.hash.slice(0, 10)}</code>
                  </td>
                  <td>
                    <div className="lenker">
                      <Link to={branchLink(plan, branch.navn, { v: v.id })}>{t("ui.aapne")}</Link>
                      <Link to={page("sammenlign", { fra: v.id, til: version.id })}>{t("ui.sammenlign_med")}</Link>
                      {may("les_internt") ? (
                        <LinkButton onClick={() => save(`/api/versjoner/${v.id}/mappe.zip`, `plan-${v.id}.zip`)}>
                          {t("ui.last_ned_mappen")}
                        </LinkButton>
                      ) : null}
                      {may("les_internt") ? (
                        <LinkButton onClick={() => void download(`/api/versjoner/${v.id}/arbeidsbok`, `plan-${v.id}.xlsx`, {})}>
                          {t("ui.excel.last_ned")}
                        </LinkButton>
                      ) : null}
                      {may("spor") && v.laaser.length ? (
                        <LinkButton onClick={() => save(`/api/versjoner/${v.id}/revisor.zip`, `revisor-${v.id}.zip`)}>
                          {t("ui.revisorfil")}
                        </LinkButton>
                      ) : null}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Card>
      </div>
      {Shown ? <Shown close={() => setDialog(null)} /> : null}
    </>
  );
}

function NewAlternative({ close }: Opened) {
  const { t } = useTranslation();
  const { plan, version, tree } = usePlan();
  const navigate = useNavigate();
  const [name, setName] = useState(partyOf(tree));
  const make = usePlanChange<Schemas["SavedOut"]>(
    () =>
      got(
        api.POST("/api/planer/{plan}/alternativer", { params: { path: { plan } }, body: { navn: name.trim(), fra: version.id } }),
      ),
    () => {
      close();
      navigate(branchLink(plan, name.trim()));
    },
  );
  return (
    <Modal title={t("ui.lag_alternativ")} close={close}>
      <p>{t("ui.privat_til_publisert")}</p>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          make.mutate();
        }}
      >
        <Textfield
          label={t("ui.navn_paa_alternativ")}
          value={name}
          onChange={(e) => setName(e.target.value)}
          required
          maxLength={100}
        />
        {make.error ? <Failure error={make.error} /> : null}
        <Button type="submit" data-size="sm" disabled={!name.trim()}>
          {t("ui.lag_alternativ")}
        </Button>
      </form>
    </Modal>
  );
}

function LockDialog({ close }: Opened) {
  const { t } = useTranslation();
  const { version } = usePlan();
  const [kind, setKind] = useState<(typeof LOCKS)[number]>(LOCKS[0]);
  const set = usePlanChange<Schemas["TreeOut"]>(
    () => got(api.POST("/api/versjoner/{versjon}/laaser", { params: { path: { versjon: version.id } }, body: { slag: kind } })),
    close,
  );
  return (
    <Modal title={t("ui.laas_planen")} close={close}>
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
    </Modal>
  );
}

function PublishDialog({ close }: Opened) {
  const { t } = useTranslation();
  const { plan, branch, version } = usePlan();
  const publish = usePlanChange<Schemas["TreeOut"]>(
    () => got(api.POST("/api/planer/{plan}/grener/{gren}/publisering", { params: { path: { plan, gren: branch.navn } } })),
    close,
  );
  return (
    <Modal title={t("ui.publiser")} close={close}>
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
    </Modal>
  );
}

function ShareDialog({ close }: Opened) {
  const { t } = useTranslation();
  const { version, tree } = usePlan();
  const levers = useLevers();
  const client = useQueryClient();
  const all = [...(levers.data?.spaker ?? []), ...(levers.data?.grep ?? [])];
  const [title, setTitle] = useState(tree.navn);
  const [chosen, setChosen] = useState<string[]>(OFFERED);
  const key = ["delinger", version.id];
  const links = useQuery({
    queryKey: key,
    queryFn: () => got(api.GET("/api/versjoner/{versjon}/delinger", { params: { path: { versjon: version.id } } })),
  });
  const make = useMutation<Schemas["ShareOut"], ApiError>({
    mutationFn: () => {
      const of = (levers: Lever[] = []) => levers.map((l) => l.id).filter((i) => chosen.includes(i));
      return got(
        api.POST("/api/versjoner/{versjon}/delinger", {
          params: { path: { versjon: version.id } },
          body: { tittel: title, spaker: of(levers.data?.spaker), grep: of(levers.data?.grep) },
        }),
      );
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const end = useMutation<Schemas["ShareOut"], ApiError, number>({
    mutationFn: (id) => got(api.DELETE("/api/delinger/{deling}", { params: { path: { deling: id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const url = make.data ? `${window.location.origin}/delt/${make.data.token}` : "";
  return (
    <Modal title={t("ui.del_med_alle")} close={close}>
      <p>{t("ui.del_forklart")}</p>
      <Textfield label={t("ui.tittel")} value={title} onChange={(e) => setTitle(e.target.value)} maxLength={200} />
      <fieldset>
        <legend>{t("ui.spaker_som_kan_flyttes")}</legend>
        {all.map((l) => (
          <label key={l.id} className="hake blokk">
            <input
              type="checkbox"
              checked={chosen.includes(l.id)}
              onChange={(e) => setChosen(e.target.checked ? [...chosen, l.id] : chosen.filter((c) => c !== l.id))}
            />{" "}
            {l.navn}
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
    </Modal>
  );
}

interface AdoptedLine {
  linje: string;
  aar: number;
  element: string;
}

/** The lines of vedtatt.csv, each once. */
function adoptedLines(sheet: Schemas["SheetOut"] | undefined): AdoptedLine[] {
  const cell = (row: Schemas["RowOut"], column: string) => row.celler[sheet?.kolonner.indexOf(column) ?? -1] ?? "";
  const lines = (sheet?.rader ?? []).map((r) => ({
    linje: cell(r, "linje"),
    aar: Number(cell(r, "aar")),
    element: cell(r, "element"),
  }));
  return [...new Map(lines.map((l) => [JSON.stringify(l), l])).values()];
}

/** A budget revision: the adopted lines of a year as they were, and as they become. */
function RevisionDialog({ close }: Opened) {
  const { t } = useTranslation();
  const { plan, version, branch } = usePlan();
  const inputs = useQuery({
    queryKey: ["inndata", version.id, "regler"],
    queryFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/inndata", { params: { path: { versjon: version.id } }, body: { gruppe: "regler" } }),
      ),
  });
  const lines = adoptedLines(inputs.data?.tabeller.find((s) => s.fil === "vedtatt.csv"));
  const [place, setPlace] = useState(0);
  const [amount, setAmount] = useState("");
  const [forecast, setForecast] = useState("");
  const [reason, setReason] = useState("");
  const chosen = lines[place];
  const revised = parse(amount);
  const expected = parse(forecast);
  const sound = chosen && revised.ok && (expected.ok || forecast.trim() === "");
  const revise = usePlanChange<Schemas["SavedOut"], Schemas["RevisionLine"]>((line) => {
    const body = { grunnlag: version.id, melding: reason || t("ui.budsjettendring"), linjer: [line] };
    return got(
      api.POST("/api/planer/{plan}/grener/{gren}/budsjettendring", { params: { path: { plan, gren: branch.navn } }, body }),
    );
  }, close);
  return (
    <Modal title={t("ui.budsjettendring")} close={close}>
      <p>{t("ui.budsjettendring_forklart")}</p>
      {lines.length === 0 ? <p>{t("ui.tom.vedtatt")}</p> : null}
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (sound)
            revise.mutate({
              ...chosen,
              revidert: kroner(revised.value),
              prognose: expected.ok ? kroner(expected.value) : null,
              begrunnelse: reason,
            });
        }}
      >
        <label className="velger">
          {t("ui.linje")}
          <Select value={place} onChange={(e) => setPlace(Number(e.target.value))}>
            {lines.map((l, i) => (
              <option key={i} value={i}>
                {[l.linje, l.aar, l.element].filter(Boolean).join(" · ")}
              </option>
            ))}
          </Select>
        </label>
        <Textfield
          label={t("ui.revidert_mill")}
          value={amount}
          onChange={(e) => setAmount(e.target.value)}
          inputMode="decimal"
          required
        />
        <Textfield
          label={t("ui.prognose_mill")}
          value={forecast}
          onChange={(e) => setForecast(e.target.value)}
          inputMode="decimal"
        />
        <Textfield label={t("ui.begrunnelse")} value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} />
        {revise.error ? <Failure error={revise.error} /> : null}
        <Button type="submit" data-size="sm" disabled={!sound}>
          {t("ui.lagre")}
        </Button>
      </form>
    </Modal>
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
  return (
    <>
      <LinkButton onClick={() => setOpen(!open)}>{t("ui.vis_linjene")}</LinkButton>
      {open && query.data ? (
        <Table
          scroll="none"
          caption={t("ui.budsjettendring")}
          heads={[t("ui.linje"), ...["opprinnelig", "revidert", "prognose", "regnskap"].map((c) => numberHead(t(`ui.${c}`)))]}
        >
          <tbody>
            {query.data.map((l) => (
              <tr key={`${l.linje}${l.aar}${l.element}`}>
                <th scope="row">
                  {l.etikett} {l.aar} {l.element}
                </th>
                <td className="n">{mill(l.opprinnelig, 1)}</td>
                <td className="n">{mill(l.revidert, 1)}</td>
                <td className="n">{mill(l.prognose, 1)}</td>
                <td className="n">{mill(l.regnskap, 1)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
    </>
  );
}

const DIALOGS = {
  alternativ: NewAlternative,
  laas: LockDialog,
  publiser: PublishDialog,
  del: ShareDialog,
  budsjett: RevisionDialog,
};
