import { type CSSProperties, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { COLOUR } from "../lib/colours";
import { grouped } from "../lib/numbers";
import { type Bar, barsOf, beginOf, type Split, type Way } from "../lib/split";
import { LinkButton } from "./bits";
import { Table } from "./table";

const NEEDS = ["varig_innsparing_fast", "laanegjeld_ub", "renteutgifter"]; // a fall is a relief

function colourOf(bar: Bar, name: string): string {
  if (bar.end) return bar.id === "foer" ? COLOUR.before : COLOUR.plan;
  const rises = bar.to > bar.from;
  if (NEEDS.includes(name)) return rises ? COLOUR.need : COLOUR.down;
  return rises ? COLOUR.spent : COLOUR.capacity;
}

/** A change by cause as a waterfall with both ends, the same as a table, and the sentence. A cause can be chosen. */
export function Waterfall({
  split,
  way,
  chosen,
  choose,
  children,
}: {
  split: Split;
  way: Way;
  chosen: string | null;
  choose: (cause: string) => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [table, setTable] = useState(false);
  const id = useId();
  const bars = barsOf(split, way);
  const begin = beginOf(bars);
  return (
    <figure className="kort figur" aria-labelledby={id}>
      <h2 id={id}>{split.tall}</h2>
      <p className="liten dus">
        {split.enhet}
        {begin ? `, ${t("ui.aksen_starter", { v: grouped(begin) })}` : ""}
      </p>
      {table ? (
        <SplitTable split={split} />
      ) : (
        <Bars bars={bars} begin={begin} name={split.navn} chosen={chosen} choose={choose} describedBy={`${id}-s`} />
      )}
      <figcaption id={`${id}-s`}>{(split.tekst[way] ?? []).join(" ")}</figcaption>
      {children}
      <div className="lenker">
        <LinkButton onClick={() => setTable(!table)} describedBy={id}>
          {table ? t("ui.vis_som_figur") : t("ui.vis_som_tabell")}
        </LinkButton>
      </div>
    </figure>
  );
}

function Bars({
  bars,
  begin,
  name,
  chosen,
  choose,
  describedBy,
}: {
  bars: Bar[];
  begin: number;
  name: string;
  chosen: string | null;
  choose: (cause: string) => void;
  describedBy: string;
}) {
  const levels = bars.flatMap((b) => [b.end ? begin : b.from, b.to]);
  const [low, high] = [Math.min(begin, ...levels), Math.max(begin, ...levels)];
  const place = (v: number) => ((v - low) / (high - low || 1)) * 100;
  return (
    <ol className="fossefall" aria-describedby={describedBy}>
      {bars.map((b) => {
        const [from, to] = [place(b.end ? begin : b.from), place(b.to)];
        const style = {
          "--fra": `${Math.min(from, to)}%`,
          "--til": `${Math.max(from, to)}%`,
          "--her": `${to}%`,
          "--hoyde": Math.max(from, to) / 100,
          "--null": `${place(begin)}%`,
          "--farge": colourOf(b, name),
        } as CSSProperties;
        const content = (
          <>
            <span className="foss-navn">{b.label}</span>
            <span className="foss-felt" aria-hidden="true">
              <span className="foss-stolpe" />
            </span>
            <span className="foss-tall">{b.text}</span>
          </>
        );
        return (
          <li key={b.id} style={style} className={b.end ? "ende" : b.id === chosen ? "valgt" : undefined}>
            {b.end ? (
              <div>{content}</div>
            ) : (
              <button type="button" aria-pressed={b.id === chosen} onClick={() => choose(b.id)}>
                {content}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Both ways of splitting side by side, with the running sum. */
export function SplitTable({ split, chosen }: { split: Split; chosen?: string | null }) {
  const { t } = useTranslation();
  const number = (text: string) => ({ text, numeric: true });
  return (
    <Table
      caption={split.tall}
      heads={[t("split.cause"), number(t("split.way.rekkefoelge")), number(t("split.way.fri")), number(t("split.running"))]}
    >
      <tbody>
        <tr>
          <th scope="row">{split.ender[0]}</th>
          <td />
          <td />
          <td className="n">{split.foer.trykt}</td>
        </tr>
        {split.deler.map((p) => (
          <tr key={p.gruppe} className={p.gruppe === chosen ? "valgt" : undefined}>
            <th scope="row">{p.etikett}</th>
            <td className="n">{p.rekkefoelge.trykt}</td>
            <td className="n">{p.fri.trykt}</td>
            <td className="n">{p.sum_rekkefoelge.trykt}</td>
          </tr>
        ))}
        <tr className="sum">
          <th scope="row">{split.ender[1]}</th>
          <td className="n">{split.endring.trykt}</td>
          <td className="n">{split.endring.trykt}</td>
          <td className="n">{split.etter.trykt}</td>
        </tr>
      </tbody>
    </Table>
  );
}
