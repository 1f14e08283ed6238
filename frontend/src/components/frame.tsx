import "../styles/ramme.css";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useSearchParams } from "react-router";
import { type FormAsked, FormContext } from "../lib/forms";
import { PAGES } from "../lib/pages";
import { usePlan } from "../lib/plan";
import { useShortcuts } from "../lib/shortcuts";
import { useChosenTab } from "../lib/tabs";
import { Band } from "./band";
import { ExplainPanel } from "./explain";
import { FolderNotice } from "./folder";
import { Foot, PrintHead } from "./foot";
import { FormPanel } from "./form-panel";
import { Header, PlanRow } from "./header";
import { HelpDialog } from "./help";
import { BottomBar, Menu, MenuDialog } from "./menu";
import { type Asked, ExplainContext } from "./number";
import { SaveBar } from "./save";
import { SearchDialog } from "./search";
import { Stale } from "./stale";
import { Strip } from "./strip";
import { Tour } from "./tour";
import { Uncomputed } from "./uncomputed";
import { WhatIf } from "./whatif";

/** The id of the open page. */
export function usePageId(): string {
  return useLocation().pathname.split("/")[3] ?? "";
}

/** A page has its title, and at a change of page its heading gets the focus. */
function useHeading(page: string): void {
  const { t } = useTranslation();
  const { tree } = usePlan();
  useEffect(() => {
    document.title = `${t(`ui.side.${page}`, { defaultValue: "LDIP" })} – ${tree.navn}`;
  }, [page, tree.navn, t]);
  const before = useRef(page);
  useEffect(() => {
    if (before.current !== page) document.querySelector<HTMLElement>("main h1")?.focus();
    before.current = page;
  }, [page]);
}

/** What stands around every page of a plan. */
export function Frame() {
  const { t } = useTranslation();
  const { fixed, setFixed } = usePlan();
  const [search] = useSearchParams();
  const page = usePageId();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [whatIf, setWhatIf] = useState(search.has("hvaom"));
  const [form, setForm] = useState<FormAsked | null>(null);
  const closeForm = useCallback(() => setForm(null), []);
  const [open, setOpen] = useState<"" | "soek" | "hjelp" | "meny">("");
  const [tours, setTours] = useState(0);
  const close = useCallback(() => setOpen(""), []);
  const closeExplanation = useCallback(() => setAsked(null), []);
  useHeading(page);
  useChosenTab();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was opened on a page is closed when another is
  useEffect(() => {
    setAsked(null);
    setOpen("");
  }, [page]);
  useShortcuts({
    search: () => setOpen("soek"),
    whatIf: () => setWhatIf((shown) => !shown),
    help: () => setOpen("hjelp"),
    prices: () => setFixed(!fixed),
    explain: (address, anchor) => setAsked({ address, anchor }),
  });
  return (
    <ExplainContext value={setAsked}>
      <FormContext value={setForm}>
        <a className="ds-skip-link" href="#innhold">
          {t("ui.hopp_til_innhold")}
        </a>
        <Header openWhatIf={() => setWhatIf(!whatIf)} open={setOpen} whatIf={whatIf} />
        <Tour key={tours} asked={tours} />
        <Band />
        <PlanRow />
        <div className={`ramme ${form ? "med-skjema" : whatIf ? "med-hvaom" : ""}`}>
          <nav className="meny" aria-label={t("ui.hovedmeny")}>
            <Menu openHelp={() => setOpen("hjelp")} />
          </nav>
          <div className="innhold">
            <PrintHead />
            {page === "oversikt" ? null : <Strip figures={PAGES.find((p) => p.id === page)?.strip !== false} />}
            <Stale />
            <FolderNotice />
            <main id="innhold">
              <Uncomputed />
              <Outlet />
            </main>
            <SaveBar />
            <Foot />
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
        {open === "soek" ? <SearchDialog close={close} /> : null}
        {open === "hjelp" ? (
          <HelpDialog
            close={close}
            tour={() => {
              close();
              setTours(tours + 1);
            }}
          />
        ) : null}
        {open === "meny" ? (
          <MenuDialog close={close} openWhatIf={() => setWhatIf(true)} openHelp={() => setOpen("hjelp")} />
        ) : null}
        <BottomBar openMenu={() => setOpen("meny")} />
      </FormContext>
    </ExplainContext>
  );
}
