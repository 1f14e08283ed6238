import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { keep } from "../lib/api";
import { usePage } from "../lib/plan";
import { LinkButton } from "./bits";
import { option } from "./chartoption";
import { ChartTable } from "./charttable";
import { axisDigits, axisOf, type ChartProps, HEIGHT } from "./charttypes";
import type { ECharts, EChartsCoreOption } from "./echart";
import { Files, fileName, PlanFiles } from "./files";

export { Spark } from "./charttable";
export type { Band, Line } from "./charttypes";

const KEPT = "ldip.tabell";
const asTable = (): boolean => localStorage.getItem(KEPT) === "ja";

export function Chart(p: ChartProps) {
  const { t } = useTranslation();
  const [table, setTable] = useState(asTable);
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const latest = useRef<EChartsCoreOption | null>(null);
  const [narrow, setNarrow] = useState(() => window.innerWidth < 600);
  const id = useId();
  const axis = axisOf(p);
  const Heading = p.level === 3 ? "h3" : "h2";

  useEffect(() => {
    const element = box.current;
    if (table || !element) return;
    let gone = false;
    const watch = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      setNarrow(width < 460);
      if (width > 0) chart.current?.resize();
    });
    void import("./echart").then(({ draw }) => {
      if (gone) return;
      chart.current = draw(element);
      // The numbers may have arrived while the library was loaded.
      if (latest.current) chart.current.setOption(latest.current, true);
      watch.observe(element);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
    // The chart is created once; its content is set below.
  }, [table]);

  useEffect(() => {
    latest.current = option(p, narrow, axis);
    chart.current?.setOption(latest.current, true);
  });

  const swap = () => {
    localStorage.setItem(KEPT, table ? "nei" : "ja");
    setTable(!table);
  };
  return (
    <figure className={p.card === false ? "figur" : "kort figur"} aria-labelledby={id}>
      {p.tools ? (
        <div className="figurtopp">
          <Heading id={id}>{p.title}</Heading>
          {p.tools}
        </div>
      ) : (
        <Heading id={id}>{p.title}</Heading>
      )}
      <p className="liten dus">
        {p.unit}
        {axis.begin !== 0 && !table ? `, ${t("ui.aksen_starter", { v: axisDigits(axis.begin, p.decimals ?? 0) })}` : ""}
      </p>
      {table ? (
        <ChartTable {...p} />
      ) : (
        <>
          {narrow || p.lines.some((l) => l.bar) || (p.bands?.length ?? 0) > 0 ? (
            <ul className="tegn">
              {p.lines.map((l) => (
                <li key={l.name}>
                  <span className={`sv ${l.dash ? "stiplet" : ""}`} style={{ borderTopColor: l.colour }} />
                  {l.name}
                </li>
              ))}
              {(p.bands ?? []).map((b) => (
                <li key={b.name}>
                  <span className="sv baand" style={{ borderTopColor: b.colour }} />
                  {b.name}
                </li>
              ))}
            </ul>
          ) : null}
          <div
            ref={box}
            className="tegning"
            style={{ height: p.height ?? HEIGHT }}
            role="img"
            aria-label={`${p.title}, ${p.unit}`}
            aria-describedby={`${id}-s`}
          />
        </>
      )}
      <figcaption id={`${id}-s`}>{p.summary}</figcaption>
      {p.children}
      <Links p={p} table={table} swap={swap} box={box} headingId={id} />
    </figure>
  );
}

function Links({
  p,
  table,
  swap,
  box,
  headingId,
}: {
  p: ChartProps;
  table: boolean;
  swap: () => void;
  box: React.RefObject<HTMLDivElement | null>;
  headingId: string;
}) {
  const { t } = useTranslation();
  const picture = () => {
    const element = box.current;
    if (element)
      void import("./echart").then(({ svgOf }) =>
        keep(new Blob([svgOf(element)], { type: "image/svg+xml" }), fileName(p.title, "svg")),
      );
  };
  return (
    <div className="lenker">
      <LinkButton onClick={swap} describedBy={headingId}>
        {table ? t("ui.vis_som_figur") : t("ui.vis_som_tabell")}
      </LinkButton>
      {p.questions ? (
        <PlanFiles title={p.title} questions={p.questions} headingId={headingId} />
      ) : p.file ? (
        <Files title={p.title} file={p.file} headingId={headingId} />
      ) : null}
      {table ? null : (
        <LinkButton onClick={picture} describedBy={headingId}>
          {t("ui.last_ned", { format: "svg" })}
        </LinkButton>
      )}
      {p.method ? <Method word={p.method} headingId={headingId} /> : null}
    </div>
  );
}

function Method({ word, headingId }: { word: string; headingId: string }) {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <Link className="som-lenke" to={page("ordbok", { ord: word })} aria-describedby={headingId}>
      {t("ui.slik_regnes_det")}
    </Link>
  );
}
