import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { nameAt } from "../lib/address";
import type { Schemas } from "../lib/api";
import { useUncertainty, useUnpriced, useVerdict } from "../lib/data";
import { EMPTY, size, useDraft } from "../lib/draft";
import { amount, change as changeOf, mill, signed } from "../lib/numbers";
import { usePage, usePlan } from "../lib/plan";
import { moneyIn } from "../lib/units";
import "../styles/strip.css";
import { Delta } from "./bits";
import { Num } from "./number";
import type { Verdict } from "./verdict";

type Figure = Schemas["FigureOut"];

function pick(found: Verdict | undefined, id: string): Figure | undefined {
  return found?.stripe.find((f) => f.id === id);
}

/** The key figures, which follow the reader where `figures`, and the verdict in words above the page. */
export function Strip({ figures }: { figures: boolean }) {
  return (
    <>
      {figures ? <Figures /> : null}
      <Sentence />
    </>
  );
}

/** Six key figures in a fixed order, with the effect of a draft on them. All are the verdict's. */
function Figures() {
  const { t } = useTranslation();
  const { fixed } = usePlan();
  const { now, base } = useVerdict();
  const second = useUnpriced();
  const decimals = now.data?.om.desimaler ?? 0;
  const year = now.data?.om.prisaar;
  const debt = fixed ? "gjeld" : "gjeld_loepende";
  return (
    <section className="stripe" aria-label={t("ui.noekkeltall")}>
      <dl
        className={now.isPlaceholderData ? "gammel" : undefined}
        aria-busy={now.isPlaceholderData || now.isPending || undefined}
      >
        <Need id="varig" said={now.data?.behov.tall} was={base?.behov.tall} decimals={decimals} year={year}>
          {now.data?.behov.fullt ? t("ui.fra_aar", { aar: now.data.behov.fullt }) : ""}
        </Need>
        <Need id="uprisede" said={second.now.data?.med} was={second.base?.med} decimals={decimals} year={year} />
        <Sure ready={now.isSuccess} decimals={decimals} year={year} />
        <Count id="maaltall" found={now.data} base={base} better="up" />
        <Amount id="gjeld" figure={pick(now.data, debt)} was={pick(base, debt)} decimals={decimals} year={year} />
        <Count id="plasser" found={now.data} base={base} better="down" />
      </dl>
    </section>
  );
}

/** The verdict in words, the same on every page. */
function Sentence() {
  const { t } = useTranslation();
  const page = usePage();
  const { now } = useVerdict();
  if (!now.data) return null;
  return (
    <section className={`domslinje ${now.isPlaceholderData ? "gammel" : ""}`.trim()} aria-label={t("ui.dommen")}>
      <p>
        {now.data.setninger.join(" ")} <Link to={page("oversikt")}>{t("ui.side.oversikt")}</Link>
      </p>
    </section>
  );
}

function Cell({ id, children }: { id: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div data-tall={id}>
      <dt>{t(`ui.stripe.${id}`)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The change of an amount since the draft began, with the way to its causes; less is better. */
function Moved({ text, down, number }: { text: string; down: boolean; number?: Schemas["NumberOut"] }) {
  const { t } = useTranslation();
  const { version } = usePlan();
  const page = usePage();
  const nothing = !/[1-9]/.test(text);
  const delta = <Delta text={nothing ? t("ui.uendret") : text} good={nothing ? null : down} />;
  if (nothing) return delta;
  return (
    <Link
      className="hvorfor"
      to={page("sammenlign", {
        fra: version.id,
        til: version.id,
        ...(number ? { tall: nameAt(number.adresse), aar: number.aar } : {}),
      })}
      title={t("ui.se_hvorfor")}
    >
      {delta}
    </Link>
  );
}

interface NeedProps {
  id: string;
  said: Schemas["Said"] | undefined;
  was: Schemas["Said"] | undefined;
  decimals: number;
  year: number | undefined;
  children?: ReactNode;
}

/** A need of the verdict. Needs exist in fixed prices only, and are labelled so. */
function Need({ id, said, was, decimals, year, children }: NeedProps) {
  const { t } = useTranslation();
  const kroner = moneyIn(t, true, year);
  const [value, before] = [said?.verdi ?? null, was?.verdi ?? null];
  const change = value !== null && before !== null ? value - before : 0;
  return (
    <Cell id={id}>
      <Num at={said?.adresse ?? ""} label={`${t(`ui.stripe.${id}`)}: ${said?.tekst || "–"}`} unit={kroner}>
        {said?.tekst || "–"}
      </Num>{" "}
      <small>
        {kroner} {children}
      </small>
      {change !== 0 ? <Moved text={changeOf(change, value ?? 0, decimals)} down={change < 0} /> : null}
    </Cell>
  );
}

/** The saving that is enough in 80 of 100 draws. It takes a thousand draws, so it comes last. */
function Sure({ ready, decimals, year }: { ready: boolean; decimals: number; year: number | undefined }) {
  const { t } = useTranslation();
  const { draft } = useDraft();
  const now = useUncertainty([], false, undefined, { enabled: ready });
  const base = useUncertainty([], false, undefined, { enabled: now.isSuccess && size(draft) > 0, of: EMPTY });
  const [value, was] = [now.data?.sikkerhet.p80, base.data?.sikkerhet.p80];
  const change = value !== undefined && was !== undefined && size(draft) && !now.isPlaceholderData ? value - was : 0;
  return (
    <Cell id="sikkert">
      <span className={now.isPlaceholderData ? "gammel" : undefined}>{mill(value, decimals)}</span>{" "}
      <small>{moneyIn(t, true, year)}</small>
      {change !== 0 ? <Moved text={changeOf(change, value ?? 0, decimals)} down={change < 0} /> : null}
    </Cell>
  );
}

interface AmountProps {
  id: string;
  figure: Figure | undefined;
  was: Figure | undefined;
  decimals: number;
  year: number | undefined;
}

function Amount({ id, figure, was, decimals, year }: AmountProps) {
  const { t } = useTranslation();
  const { fixed } = usePlan();
  const number = figure?.tall;
  if (!number) return <Cell id={id}>–</Cell>;
  const said = amount(number.verdi, decimals);
  const unit = moneyIn(t, fixed, year, said.unit === "mrd");
  const change = was?.tall ? number.verdi - was.tall.verdi : 0;
  return (
    <Cell id={id}>
      <Num at={number.adresse} label={`${t(`ui.stripe.${id}`)}: ${said.text}`} unit={unit}>
        {said.text}
      </Num>{" "}
      <small>
        {unit} {t("ui.i_aaret", { aar: number.aar })}
      </small>
      {change !== 0 ? <Moved text={changeOf(change, number.verdi, decimals)} down={change < 0} number={number} /> : null}
    </Cell>
  );
}

interface CountProps {
  id: string;
  found: Verdict | undefined;
  base: Verdict | undefined;
  better: "down" | "up";
}

function Count({ id, found, base, better }: CountProps) {
  const { t } = useTranslation();
  const figure = pick(found, id);
  const was = pick(base, id);
  if (!figure || figure.av === 0) return <Cell id={id}>–</Cell>;
  const change = was ? figure.antall - was.antall : 0;
  return (
    <Cell id={id}>
      {t("ui.av", { n: figure.antall, av: figure.av })} <small>{t(`ui.stripe.${id}.enhet`)}</small>
      {change !== 0 ? <Delta text={signed(change)} good={better === "down" ? change < 0 : change > 0} /> : null}
    </Cell>
  );
}
