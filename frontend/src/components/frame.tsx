import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useSearchParams } from "react-router";
import { PAGES } from "../lib/pages";
import { usePlan } from "../lib/plan";
import { useShortcuts } from "../lib/shortcuts";
import { useChosenTab } from "../lib/tabs";
import { Band } from "./band";
import { ExplainPanel } from "./explain";
import { FolderNotice } from "./folder";
import { Foot, PrintHead } from "./foot";
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

type Frame = NonNullable<Schemas["ServiceOut"]["frame"]>;

interface Bar {
  id: string;
  name: string;
  text: string;
  from: number;
  to: number;
  end: boolean;
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
  const end = (id: string, text: string, to: number) => ({ id, name: id, text, from: begin, to, end: true });
  return [
    end(String(frame.adopted), frame.before_text, frame.before),
    ...parts,
    end(String(frame.projected), frame.after_text, frame.after),
  ];
}

/** Where the axis begins: below the smallest level by a third of the span, so that the causes can be seen. */
export function beginOf(frame: Frame): number {
  const levels = barsOf(frame, frame.before).flatMap((b) => [b.from, b.to]);
  const low = Math.min(...levels);
  const span = Math.max(...levels) - low;
  return span > 0 ? Math.max(0, low - span / 3) : low * 0.9;
}

/** A service's gross frame from the last adopted year to the first projected one, by cause; picture and table in one. */
export function FrameCard({ frame }: { frame: Frame | null }) {
  const { t } = useTranslation();
  if (!frame)
    return (
      <Card id="h-ramme" title={t("ui.rammen")}>
        <p>{t("ui.rammen_ingen")}</p>
      </Card>
    );
  const begin = beginOf(frame);
  const bars = barsOf(frame, begin);
  const high = Math.max(...bars.flatMap((b) => [b.from, b.to]));
  const place = (v: number) => `${(((v - begin) / (high - begin || 1)) * 100).toFixed(2)}%`;
  const colour = (b: Bar) => (b.end ? COLOUR.capacity : b.to >= b.from ? COLOUR.need : COLOUR.down);
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
        {whatIf ? <WhatIf close={() => setWhatIf(false)} /> : null}
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
      {open === "meny" ? <MenuDialog close={close} openWhatIf={() => setWhatIf(true)} openHelp={() => setOpen("hjelp")} /> : null}
      <BottomBar openMenu={() => setOpen("meny")} />
    </ExplainContext>
  );
}
