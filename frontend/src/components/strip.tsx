import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { nameAt } from "../lib/address";
import type { Schemas } from "../lib/api";
import { useUncertainty, useUnpriced, useVerdict } from "../lib/data";
import { amount, change as changeOf, mill, signed } from "../lib/numbers";
import { usePage, usePlan } from "../lib/plan";
import { readAs } from "../lib/units";
import { Delta } from "./bits";
import { Num } from "./number";
import type { Verdict } from "./verdict";

type Figure = Schemas["FigureOut"];

function pick(found: Verdict | undefined, id: string): Figure | undefined {
  return found?.stripe.find((f) => f.id === id);
}

/** Six key figures that follow the reader, in a fixed order, with the effect of a draft on them. All are the verdict's. */
export function Strip() {
  const { t } = useTranslation();
  const { fixed } = usePlan();
  const { now, base } = useVerdict();
  const sure = useUncertainty([], false);
  const second = useUnpriced();
  const decimals = now.data?.om.desimaler ?? 0;
  // The needs exist in fixed prices only, and are labelled so where the reader has chosen running prices.
  const kroner = fixed ? readAs(t, "kr") : t("ui.mill_faste_kort");
  const p80 = sure.data?.sikkerhet.p80;
  const debt = fixed ? "gjeld" : "gjeld_loepende";
  return (
    <section className="stripe" aria-label={t("ui.noekkeltall")} tabIndex={0}>
      <dl
        className={now.isPlaceholderData ? "gammel" : undefined}
        aria-busy={now.isPlaceholderData || now.isPending || undefined}
      >
        <Lasting found={now.data} base={base} kroner={kroner} />
        <Cell id="uprisede">
          {second.data?.med.tekst || "–"} <small>{kroner}</small>
        </Cell>
        <Cell id="sikkert">
          {mill(p80, decimals)} <small>{kroner}</small>
        </Cell>
        <Count id="maaltall" found={now.data} base={base} better="up" />
        <Amount id="gjeld" figure={pick(now.data, debt)} was={pick(base, debt)} decimals={decimals} />
        <Count id="plasser" found={now.data} base={base} better="down" />
      </dl>
    </section>
  );
}

function Cell({ id, children }: { id: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div>
      <dt>{t(`ui.stripe.${id}`)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The change of an amount since the draft began; less is better. */
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

function Lasting({ found, base, kroner }: { found: Verdict | undefined; base: Verdict | undefined; kroner: string }) {
  const { t } = useTranslation();
  const said = found?.behov.tall;
  const was = base?.behov.tall.verdi;
  const value = said?.verdi ?? null;
  const change = value !== null && was !== null && was !== undefined ? value - was : 0;
  return (
    <Cell id="varig">
      <Num at={said?.adresse ?? ""} label={`${t("ui.stripe.varig")}: ${said?.tekst ?? "–"}`} unit={kroner}>
        {said?.tekst ?? "–"}
      </Num>{" "}
      <small>
        {kroner} {found?.behov.fullt ? t("ui.fra_aar", { aar: found.behov.fullt }) : ""}
      </small>
      {change !== 0 ? <Moved text={changeOf(change, value ?? 0, found?.om.desimaler ?? 0)} down={change < 0} /> : null}
    </Cell>
  );
}

function Amount({
  id,
  figure,
  was,
  decimals,
}: {
  id: string;
  figure: Figure | undefined;
  was: Figure | undefined;
  decimals: number;
}) {
  const { t } = useTranslation();
  const number = figure?.tall;
  if (!number) return <Cell id={id}>–</Cell>;
  const said = amount(number.verdi, decimals);
  const unit = readAs(t, said.unit);
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

function Count({
  id,
  found,
  base,
  better,
}: {
  id: string;
  found: Verdict | undefined;
  base: Verdict | undefined;
  better: "down" | "up";
}) {
  const { t } = useTranslation();
  const figure = pick(found, id);
  const was = pick(base, id);
  if (!figure || figure.av === 0) return null;
  const change = was ? figure.antall - was.antall : 0;
  return (
    <Cell id={id}>
      {t("ui.av", { n: figure.antall, av: figure.av })} <small>{t(`ui.stripe.${id}.enhet`)}</small>
      {change !== 0 ? <Delta text={signed(change)} good={better === "down" ? change < 0 : change > 0} /> : null}
    </Cell>
  );
}
