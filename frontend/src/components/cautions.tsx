import { Details } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../lib/api";

type Caution = Schemas["CautionOut"];

/** Warnings of plausibility: apart from mistakes, the open ones first, and those the plan accepts with their reason. */
export function Cautions({ cautions, unfolded = false }: { cautions: Caution[]; unfolded?: boolean }) {
  const { t } = useTranslation();
  if (!cautions.length) return null;
  const open = cautions.filter((c) => !c.grunn);
  const accepted = cautions.filter((c) => c.grunn);
  const title = [
    t("ui.rimelighet_n", { count: open.length }),
    ...(accepted.length ? [t("ui.rimelighet_godtatt", { count: accepted.length })] : []),
  ].join(", ");
  return (
    <Details className="rimelighet" defaultOpen={unfolded && open.length > 0}>
      <Details.Summary>{title}</Details.Summary>
      <Details.Content>
        <p className="dus">{t("ui.rimelighet_hva")}</p>
        <ul className="problemer">
          {[...open, ...accepted].map((c) => (
            <li key={`${c.regel} ${c.sted}`}>
              <b>{c.navn}</b>: {c.melding}{" "}
              <span className="dus liten">
                {c.fil}
                {c.linje ? `:${c.linje}` : ""} · {t("plausible.usual", { usual: c.vanlig, source: c.kilde })}{" "}
                {t("plausible.where", { rule: c.regel, place: c.sted })}
              </span>
              {c.grunn ? <span className="blokk">{t("plausible.because", { date: c.dato, reason: c.grunn })}</span> : null}
            </li>
          ))}
        </ul>
      </Details.Content>
    </Details>
  );
}
