import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { day } from "../lib/i18n";
import { usePage } from "../lib/plan";
import { type Part, type Sides, type Split, useCause, type Way } from "../lib/split";
import { Card, LinkButton, Rough } from "./bits";
import { Answer } from "./state";
import { Table } from "./table";

type Input = Schemas["InputOut"];
const FEW = 20;

/** The verdicts on both plans, part by part. */
export function Verdicts({ split }: { split: Split }) {
  const { t } = useTranslation();
  return (
    <Card id="h-dommer" title={t("verdicts.title")}>
      <Table
        caption={t("verdicts.title")}
        className="ord"
        heads={[{ text: t("ui.hva"), hidden: true }, split.ender[0] ?? t("ui.foer"), split.ender[1] ?? t("ui.etter")]}
      >
        <tbody>
          {split.dommer.map((r) => (
            <tr key={r.id}>
              <th scope="row">{r.navn}</th>
              <td>{r.foer}</td>
              <td className={r.foer === r.etter ? undefined : "fet"}>{r.etter}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

/** The changed inputs, those with the greatest effect first; of one cause where one is chosen. */
export function Inputs({ inputs, cause }: { inputs: Input[]; cause?: Part }) {
  const { t } = useTranslation();
  const [every, setEvery] = useState(false);
  const own = cause ? inputs.filter((c) => c.gruppe === cause.gruppe) : inputs;
  const shown = every ? own : own.slice(0, FEW);
  return (
    <Card
      id={cause ? "h-aarsak-inn" : "h-inn"}
      title={t("ui.endrede_forutsetninger")}
      text={t("ui.n_endringer", { count: own.length })}
    >
      {own.length ? (
        <Table
          caption={t("ui.endrede_forutsetninger")}
          className="endringer"
          heads={[t("ui.hva"), t("ui.hvor"), t("ui.foer"), t("ui.etter"), t("compare.group"), t("ui.kilde"), t("ui.sist_endret")]}
        >
          <tbody>
            {shown.map((c) => (
              <tr key={`${c.fil} ${c.sti.join(".")}`}>
                <th scope="row">{c.navn}</th>
                <td>
                  <Place input={c} />
                </td>
                <td data-l={t("ui.foer")}>{c.foer}</td>
                <td data-l={t("ui.etter")} className="fet">
                  {c.etter}
                </td>
                <td data-l={t("compare.group")}>{c.aarsak}</td>
                <td data-l={t("ui.kilde")} className="liten">
                  {c.kilde} {c.anslag ? <Rough /> : null}
                </td>
                <td className="liten">{c.endret ? `${c.endret.av} ${day(c.endret.tid)}` : ""}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : (
        <p>{t("ui.ingen_endrede_inndata")}</p>
      )}
      {own.length > FEW ? (
        <LinkButton onClick={() => setEvery(!every)}>
          {every ? t("ui.vis_faerre") : t("ui.vis_alle_n", { n: own.length })}
        </LinkButton>
      ) : null}
    </Card>
  );
}

function Place({ input }: { input: Input }) {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <Link
      to={page("forutsetninger", input.side ? { fane: input.side } : {}, input.fil)}
      title={input.linje ? `${input.fil}:${input.linje}` : input.fil}
    >
      {input.side ? t(`ui.fane.${input.side}`) : input.fil}
    </Link>
  );
}

/** A chosen cause: its share in both ways, and its parts, the largest first. */
export function Cause({ part, split, way, sides }: { part: Part; split: Split; way: Way; sides: Sides }) {
  const { t } = useTranslation();
  const query = useCause(sides, split, part.gruppe);
  const other = way === "fri" ? "rekkefoelge" : "fri";
  return (
    <Card id="h-aarsak" title={`${part.etikett}: ${part[way].trykt}`} text={part.innhold}>
      <p className="liten">
        {t(`split.way.${way}`)}: {part[way].trykt}. {t(`split.way.${other}`)}: {part[other].trykt}. {split.enhet}.
      </p>
      <Answer query={query} height={160}>
        {(found) => (found.deler.length ? <Parts parts={found.deler} /> : <p>{t("drill.whole")}</p>)}
      </Answer>
    </Card>
  );
}

function Parts({ parts }: { parts: Schemas["CausePartOut"][] }) {
  const { t } = useTranslation();
  const page = usePage();
  const most = Math.max(...parts.map((p) => Math.abs(p.andel.verdi ?? 0)), 1e-9);
  return (
    <ul className="deler">
      {parts.map((p) => (
        <li key={`${p.fil} ${p.navn}`}>
          <span>
            {p.fil.startsWith("prosjekter/") ? <Link to={page("investeringsplan")}>{p.navn}</Link> : p.navn}
            {p.endring ? <small className="dus"> {p.endring}</small> : null}
          </span>
          <span className="delspor" aria-hidden="true">
            <span
              style={{
                width: `${(Math.abs(p.andel.verdi ?? 0) / most) * 100}%`,
                background: (p.andel.verdi ?? 0) < 0 ? COLOUR.down : COLOUR.need,
              }}
            />
          </span>
          <b className="n">{p.andel.trykt}</b>
        </li>
      ))}
      <li className="vh">{t("split.ways")}</li>
    </ul>
  );
}
