import { useTranslation } from "react-i18next";
import { address } from "../lib/address";
import type { Schemas } from "../lib/api";
import { useLast, useUncertainty, type Numbers } from "../lib/data";
import { amount, change as changeOf, grouped, hundredths, mill, signed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { NEED } from "../lib/series";
import { readAs } from "../lib/units";
import { Delta, Status } from "./bits";
import { Num } from "./number";

type Figure = Schemas["FigureOut"];

function pick(list: Figure[] | undefined, id: string): Figure | undefined {
  return list?.find((f) => f.id === id);
}

/** Six key figures that follow the reader, with the effect of a draft on them. */
export function Strip({ now, base }: { now: Numbers | undefined; base: Numbers | undefined }) {
  const { t } = useTranslation();
  const { fixed } = usePlan();
  const sure = useUncertainty([], false);
  // While a draft is computed the strip shows the last known figures.
  const list = useLast(now)?.answer.stripe;
  const before = base?.answer.stripe;
  const decimals = now?.answer.om.desimaler ?? 0;
  const one = (id: string, better: "down" | "up") => {
    const asked = !fixed && id !== "resultatgrad" ? `${id}_loepende` : id;
    const figure = pick(list, asked)?.tall;
    const was = pick(before, asked)?.tall;
    if (!figure) return null;
    const isShare = figure.enhet === "andel";
    const said = isShare ? { text: grouped(hundredths(figure.verdi), 1), unit: "andel" } : amount(figure.verdi, decimals);
    const unit = readAs(t, said.unit);
    const change = was ? figure.verdi - was.verdi : 0;
    const text = isShare ? signed(hundredths(change), 1) : changeOf(change, figure.verdi, decimals);
    const label = t(`ui.stripe.${id}`);
    const nothing = !/[1-9]/.test(text);
    return (
      <div key={id}>
        <dt>{label}</dt>
        <dd>
          <Num at={figure.adresse} label={`${label}: ${said.text}`} unit={unit}>
            {said.text}
          </Num>{" "}
          <small>
            {unit} {t("ui.i_aaret", { aar: figure.aar })}
          </small>
          {was && change !== 0 ? <Delta text={nothing ? t("ui.uendret") : text} good={nothing ? null : better === "down" ? change < 0 : change > 0} /> : null}
        </dd>
      </div>
    );
  };
  const count = (id: string, better: "down" | "up") => {
    const figure = pick(list, id);
    const was = pick(before, id);
    if (!figure || figure.av === 0) return null;
    const change = was ? figure.antall - was.antall : 0;
    return (
      <div key={id}>
        <dt>{t(`ui.stripe.${id}`)}</dt>
        <dd>
          {t("ui.av", { n: figure.antall, av: figure.av })} <small>{t(`ui.stripe.${id}.enhet`)}</small>
          {change !== 0 ? <Delta text={signed(change)} good={better === "down" ? change < 0 : change > 0} /> : null}
        </dd>
      </div>
    );
  };
  const balance = pick(list, "balanse");
  // These two exist in fixed prices only, and are labelled so where the reader has chosen running prices.
  const kroner = fixed ? readAs(t, "kr") : t("ui.mill_faste_kort");
  const p80 = sure.data?.sikkerhet.p80;
  return (
    <section className="stripe" aria-label={t("ui.noekkeltall")} tabIndex={0}>
      <dl>
        {one("behov", "down")}
        <div>
          <dt>{t("ui.stripe.sikkert")}</dt>
          <dd>
            <Num at={p80 === undefined ? "" : address(NEED, sure.data?.setning_aar ?? 0, "p80")} label={`${t("ui.stripe.sikkert")}: ${mill(p80, decimals)}`} unit={kroner}>
              {mill(p80, decimals)}
            </Num>{" "}
            <small>
              {kroner} {t("ui.i_aaret", { aar: sure.data?.setning_aar ?? "" })}
            </small>
          </dd>
        </div>
        {one("resultatgrad", "up")}
        {one("gjeld", "down")}
        {count("maaltall", "up")}
        {count("plasser", "down")}
        {balance ? (
          <div>
            <dt>{t("ui.stripe.balanse")}</dt>
            <dd>
              {balance.tall ? (
                <>
                  <small>{t("ui.mangler")}</small>{" "}
                  <Num at={balance.tall.adresse} label={t("ui.mangler_i", { v: mill(balance.tall.verdi, decimals), aar: balance.tall.aar })}>
                    {mill(balance.tall.verdi, decimals)}
                  </Num>{" "}
                  <small>
                    {kroner} {t("ui.i_aaret", { aar: balance.tall.aar })}
                  </small>
                </>
              ) : (
                <Status kind="ok">{t("ui.i_balanse")}</Status>
              )}
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}
