import { Button, Dialog, ToggleGroup } from "@digdir/designsystemet-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet, useLocation, useNavigate, useParams, useSearchParams } from "react-router";
import { usePut } from "../lib/address";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { useVerdict } from "../lib/data";
import { DraftProvider, decode, useDraft } from "../lib/draft";
import { type FormAsked, FormContext } from "../lib/forms";
import { day } from "../lib/i18n";
import { keepSingleKeys, singleKeys } from "../lib/keys";
import { MENU, PAGES } from "../lib/pages";
import { branchName, MAIN, type OpenPlan, PlanContext, usePage, usePlan } from "../lib/plan";
import { leave } from "../lib/session";
import { Status } from "./bits";
import { ExplainPanel } from "./explain";
import { FolderNotice } from "./folder";
import { AddMenu } from "./form-menu";
import { FormPanel } from "./form-panel";
import { LanguageChoice } from "./language";
import { Modal } from "./modal";
import { type Asked, ExplainContext } from "./number";
import { SaveBar } from "./save";
import { SearchDialog } from "./search";
import { Failure } from "./state";
import { Strip } from "./strip";
import { WhatIf } from "./whatif";

export function useMe() {
  return useQuery<Schemas["MeOut"], ApiError>({ queryKey: ["meg"], queryFn: () => got(api.GET("/api/meg")) });
}

/** The open plan: its tree, the shown branch and version, and the draft on top of it. */
export function PlanShell() {
  const { plan: id } = useParams();
  const plan = Number(id);
  const [search] = useSearchParams();
  const put = usePut();
  const { i18n } = useTranslation();
  const query = useQuery<Schemas["TreeOut"], ApiError>({
    queryKey: ["plan", plan, i18n.language],
    queryFn: () => got(api.GET("/api/planer/{plan}", { params: { path: { plan } } })),
    enabled: Number.isFinite(plan),
  });
  const asked = search.get("gren") ?? MAIN;
  const wanted = Number(search.get("v") ?? 0);
  const fixed = search.get("pris") !== "loepende";
  const setFixed = useCallback((next: boolean) => put({ pris: next ? null : "loepende" }), [put]);
  const value = useMemo<OpenPlan | null>(() => {
    const tree = query.data;
    const branch = tree?.grener.find((b) => b.navn === asked) ?? tree?.grener[0];
    const version = tree?.versjoner.find((v) => v.id === (wanted || branch?.hode));
    if (!tree || !branch || !version) return null;
    return {
      plan,
      tree,
      branch,
      version,
      fixed,
      setFixed,
      may: (a) => tree.handlinger.includes(a),
      locked: version.laaser.length > 0,
    };
  }, [query.data, asked, wanted, fixed, setFixed, plan]);
  if (query.error)
    return (
      <main className="alene">
        <Failure error={query.error} retry={() => void query.refetch()} />
      </main>
    );
  if (!value) return <main className="alene" aria-busy="true" />;
  return (
    <PlanContext value={value}>
      <DraftProvider key={value.version.id} version={value.version.id} first={decode(search.get("hvaom"))}>
        <Frame />
      </DraftProvider>
    </PlanContext>
  );
}

function Frame() {
  const { t, i18n } = useTranslation();
  const { version, tree } = usePlan();
  const location = useLocation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [whatIf, setWhatIf] = useState(search.has("hvaom"));
  const [form, setForm] = useState<FormAsked | null>(null);
  const closeForm = useCallback(() => setForm(null), []);
  const [searching, setSearching] = useState(false);
  const [help, setHelp] = useState(false);
  const [menu, setMenu] = useState(false);
  const closeExplanation = useCallback(() => setAsked(null), []);
  const goTo = useRef(false);
  const page = location.pathname.split("/").at(-1) ?? "";
  const wayTo = usePage();

  useEffect(() => {
    document.title = `${t(`ui.side.${page}`, { defaultValue: "LDIP" })} – ${tree.navn}`;
  }, [page, tree.navn, t, i18n.language]);
  const before = useRef(page);
  useEffect(() => {
    setAsked(null);
    if (before.current !== page) document.querySelector<HTMLElement>("main h1")?.focus();
    before.current = page;
  }, [page]);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key === "k") {
        e.preventDefault();
        setSearching(true);
        return;
      }
      if (e.ctrlKey || e.metaKey || e.altKey || !singleKeys()) return;
      if ((e.target as HTMLElement).closest?.("input, textarea, select, dialog")) return;
      if (goTo.current) {
        goTo.current = false;
        const next = PAGES.find((p) => p.key === e.key.toLowerCase());
        if (next) navigate(wayTo(next.id));
        return;
      }
      if (e.key === "g") goTo.current = true;
      else if (e.key === "h") setWhatIf((open) => !open);
      else if (e.key === "?") setHelp(true);
      else if (e.key === "e") {
        const focused = document.activeElement as HTMLElement | null;
        if (focused?.dataset.adresse) setAsked({ address: focused.dataset.adresse, anchor: focused });
      }
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, [navigate, wayTo]);

  return (
    <ExplainContext value={setAsked}>
      <FormContext value={setForm}>
        <a className="ds-skip-link" href="#innhold">
          {t("ui.hopp_til_innhold")}
        </a>
        <Header
          openWhatIf={() => setWhatIf(!whatIf)}
          openSearch={() => setSearching(true)}
          openMenu={() => setMenu(true)}
          whatIf={whatIf}
        />
        <div className={`ramme ${form ? "med-skjema" : whatIf ? "med-hvaom" : ""}`}>
          <nav className="meny" aria-label={t("ui.hovedmeny")}>
            <Menu />
          </nav>
          <div className="innhold">
            {PAGES.find((p) => p.id === page)?.strip === false ? null : <Strip />}
            <Stale />
            <FolderNotice />
            <main id="innhold">
              <Outlet />
            </main>
            <SaveBar />
            <Foot version={version} />
          </div>
          {form ? (
            <FormPanel
              key={`${form.kind} ${form.id ?? ""} ${JSON.stringify(form.prefill ?? {})}`}
              asked={form}
              close={closeForm}
            />
          ) : whatIf ? (
            <WhatIf close={() => setWhatIf(false)} />
          ) : null}
        </div>
        {asked ? <ExplainPanel asked={asked} close={closeExplanation} /> : null}
        {searching ? <SearchDialog close={() => setSearching(false)} /> : null}
        {help ? <HelpDialog close={() => setHelp(false)} /> : null}
        {menu ? (
          <Dialog open onClose={() => setMenu(false)} closeButton={t("ui.lukk")}>
            <h2 className="vh">{t("ui.hovedmeny")}</h2>
            <nav
              className="meny i-dialog"
              aria-label={t("ui.hovedmeny")}
              onClick={(e) => ((e.target as HTMLElement).tagName === "A" ? setMenu(false) : undefined)}
            >
              <Menu />
              <Prices />
            </nav>
          </Dialog>
        ) : null}
        <BottomBar openMenu={() => setMenu(true)} />
      </FormContext>
    </ExplainContext>
  );
}

function Prices() {
  const { t } = useTranslation();
  const { fixed, setFixed } = usePlan();
  return (
    <ToggleGroup
      aria-label={t("ui.prisgrunnlag")}
      value={fixed ? "faste" : "loepende"}
      onChange={(v) => setFixed(v === "faste")}
      data-size="sm"
    >
      <ToggleGroup.Item value="faste">{t("ui.faste")}</ToggleGroup.Item>
      <ToggleGroup.Item value="loepende">{t("ui.loepende")}</ToggleGroup.Item>
    </ToggleGroup>
  );
}

function Header({
  openWhatIf,
  openSearch,
  openMenu,
  whatIf,
}: {
  openWhatIf: () => void;
  openSearch: () => void;
  openMenu: () => void;
  whatIf: boolean;
}) {
  const { t } = useTranslation();
  const { tree, branch, version, locked } = usePlan();
  const page = usePage();
  const { changes } = useDraft();
  const lock = version.laaser.at(-1);
  return (
    <header className="topp">
      <Link className="merke" to="/">
        <img src="/ikon.svg" width="30" height="30" alt="" />
        <span>
          LDIP<small>{tree.navn.split(":")[0]}</small>
        </span>
      </Link>
      <Link className="plan" to={page("versjoner")}>
        <b>{branchName(t, branch.navn)}</b> <span className="dus">{t("ui.versjon_n", { n: version.id })}</span>
      </Link>
      {changes > 0 ? (
        <Status kind="info">{t("ui.kladd_n", { count: changes })}</Status>
      ) : locked && lock ? (
        <Status kind="las">{t("ui.laast_som", { som: t(`lock.${lock.slag}`) })}</Status>
      ) : branch.privat ? (
        <Status kind="las">{t("ui.privat", { av: branch.eier })}</Status>
      ) : null}
      <span className="luft" />
      <span className="bare-bred">
        <Prices />
      </span>
      <Button className="knapp" variant="tertiary" data-size="sm" onClick={openSearch} aria-keyshortcuts="Control+K">
        {t("ui.soek")}
      </Button>
      <AddMenu />
      <Button className="knapp" data-size="sm" onClick={openWhatIf} aria-keyshortcuts="H" aria-expanded={whatIf}>
        {t("ui.hva_om")}
      </Button>
      <Button className="knapp bare-smal" variant="tertiary" data-size="sm" onClick={openMenu}>
        {t("ui.meny")}
      </Button>
    </header>
  );
}

function Menu() {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const page = usePage();
  const me = useMe();
  return (
    <>
      {MENU.map((g) => (
        <div key={g.group}>
          <h2>{t(`ui.meny.${g.group}`)}</h2>
          <ul>
            {g.pages.map(({ id }) => (
              <li key={id}>
                <NavLink to={page(id)}>
                  {t(`ui.side.${id}`)}
                  {id === "forutsetninger" && version.feil ? <span className="prikk">{version.feil}</span> : null}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="bruker">
        <LanguageChoice className="liten" />
        {may("medlemmer") || may("spor") || may("parti") ? <Link to={page("tilgang")}>{t("ui.side.tilgang")}</Link> : null}
        <Link to="/">{t("ui.alle_planer")}</Link>
        {me.data?.modus === "organisasjon" ? (
          <>
            <span className="liten dus">{me.data.navn}</span>
            <Link to="/konto">{t("ui.konto")}</Link>
            <button type="button" className="som-lenke" onClick={() => void leave(me.data)}>
              {t("ui.logg_ut")}
            </button>
          </>
        ) : null}
      </div>
    </>
  );
}

function BottomBar({ openMenu }: { openMenu: () => void }) {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <nav className="bunnlinje" aria-label={t("ui.snarveier")}>
      {(["oversikt", "investeringsplan", "behov", "usikkerhet"] as const).map((p) => (
        <NavLink key={p} to={page(p)}>
          {t(`ui.kort.${p}`)}
        </NavLink>
      ))}
      <button type="button" onClick={openMenu}>
        {t("ui.meny")}
      </button>
    </nav>
  );
}

/** Somebody else has saved while the plan was open. */
function Stale() {
  const { t } = useTranslation();
  const { plan, branch, version } = usePlan();
  const client = useQueryClient();
  const [newer, setNewer] = useState<{ av: string; versjon: number } | null>(null);
  useEffect(() => {
    const source = new EventSource(`/api/planer/${plan}/hendelser`);
    source.addEventListener("versjon", (e) => {
      const said = JSON.parse((e as MessageEvent<string>).data) as { gren: string; versjon: number; av: string };
      if (said.gren === branch.navn && said.versjon > version.id) setNewer(said);
    });
    return () => source.close();
  }, [plan, branch.navn, version.id]);
  if (!newer) return null;
  return (
    <p className="nyere" role="status">
      {t("ui.ny_versjon", { av: newer.av, n: newer.versjon })}{" "}
      <button
        type="button"
        className="som-lenke"
        onClick={() => {
          setNewer(null);
          void client.invalidateQueries({ queryKey: ["plan", plan] });
        }}
      >
        {t("ui.vis_den")}
      </button>
    </p>
  );
}

function Foot({ version }: { version: Schemas["VersionOut"] }) {
  const { t } = useTranslation();
  const { tree } = usePlan();
  const note = useVerdict().now.data?.om.merknad;
  return (
    <footer className="bunn liten dus">
      {note ? <b>{note}. </b> : null}
      {tree.navn} · {t("ui.versjon_n", { n: version.id })} · {version.hash.slice(0, 12)} · {day(version.tid)}
    </footer>
  );
}

function HelpDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [single, setSingle] = useState(singleKeys);
  const rows = ["soek", "hvaom", "forklar", "gaa", "lagre", "angre", "lukk"] as const;
  return (
    <Modal title={t("ui.tastatur")} close={close}>
      <dl className="tastatur">
        {rows.map((r) => (
          <div key={r}>
            <dt>
              <kbd>{t(`ui.tast.${r}.tast`)}</kbd>
            </dt>
            <dd>{t(`ui.tast.${r}`)}</dd>
          </div>
        ))}
      </dl>
      <label className="hake">
        <input
          type="checkbox"
          checked={single}
          onChange={(e) => {
            keepSingleKeys(e.target.checked);
            setSingle(e.target.checked);
          }}
        />{" "}
        {t("ui.enkelttaster")}
      </label>
    </Modal>
  );
}
