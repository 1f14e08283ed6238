import { ToggleGroup } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, PageHead } from "../components/bits";
import { Chart } from "../components/chart";
import { address, Num } from "../components/number";
import { Answer } from "../components/state";
import type { Series } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { useNumbers, useUncertainty, type Numbers } from "../lib/data";
import { grouped, signed } from "../lib/numbers";
import { at, lineOf } from "../lib/series";
import { bandsOf } from "./usikkerhet";

type Show = "antall" | "indeks" | "endring";

export function Befolkning() {
  const { t } = useTranslation();
  const { now, base, changed } = useNumbers([
    { navn: "innbyggere_ub" },
    { navn: "innbyggere_egen_ub" },
    { navn: "innbyggere_gruppe_ub", akser: { aldersgruppe: "*" } },
    { navn: "gruppe_basis", akser: { aldersgruppe: "*" } },
    { navn: "innbyggere_gruppe_indeks", akser: { aldersgruppe: "*" } },
    { navn: "framskrevet_innbyggere", akser: { framskriving: "*" } },
    { navn: "framskriving_finnes", akser: { framskriving: "*" } },
    { navn: "innbyggere_sone_ub", akser: { sone: "*" } },
    { navn: "forsoergerbyrde_ub" },
  ]);
  const sure = useUncertainty(["innbyggere_ub"], false);
  return (
    <>
      <PageHead title={t("ui.side.befolkning")} question={t("ui.spor.befolkning")} />
      <Answer query={now} height={420}>
        {(numbers) => {
          const years = numbers.answer.aar;
          const fan = sure.data?.vifter.find((f) => f.navn === "innbyggere_ub");
          const total = lineOf(numbers.of("innbyggere_ub"), t("ui.denne_planen"), COLOUR.plan, { width: 3 });
          const own = lineOf(numbers.of("innbyggere_egen_ub"), t("people.own"), COLOUR.spent, { dash: [7, 3] as never, width: 2 });
          const imported = numbers.every("framskrevet_innbyggere").map((s) => {
            const reaches = numbers.of("framskriving_finnes", s.akser);
            return lineOf({ ...s, verdier: s.verdier.map((v, i) => (reaches?.verdier[i] ? v : null)) }, s.elementnavn, COLOUR.before, { dash: [6, 5] as never, width: 2 });
          });
          const was = changed ? [lineOf(base?.of("innbyggere_ub"), t("ui.foer_endringene"), COLOUR.before, { dash: [6, 5] as never, at: undefined })] : [];
          const first = total.values[0] ?? 0;
          const last = total.values.at(-1) ?? 0;
          return (
            <>
              <AgeTable numbers={numbers} />
              <div className="rut k2 luft-over">
                <Chart title={t("ui.folketall")} unit={t("ui.innbyggere_31")} years={years} adopted={numbers.answer.om.vedtatt_til} zero={false} height={300} bands={fan ? bandsOf(fan, t, 1) : []} lines={[...imported, own, ...was, total]} questions={[{ navn: "innbyggere_ub" }]} method="innbyggere_ub" summary={t("ui.sum.folketall", { v0: grouped(first), aar0: years[0], v1: grouped(last), aar1: years.at(-1), d: signed(last - first) })} />
                <Pyramid years={years} />
              </div>
              <div className="rut k2 luft-over">
                <Zones numbers={numbers} />
                <Chart title={t("people.burden")} unit={t("ui.forsoergerbyrde_enhet")} years={years} zero={false} decimals={2} lines={[{ ...lineOf(numbers.of("forsoergerbyrde_ub"), t("ui.denne_planen"), COLOUR.plan, { width: 3 }), values: numbers.of("forsoergerbyrde_ub")?.verdier ?? [] }]} questions={[{ navn: "forsoergerbyrde_ub" }]} method="forsoergerbyrde_ub" summary={t("ui.sum.byrde", { v0: grouped(at(numbers.of("forsoergerbyrde_ub"), years[0] ?? 0) ?? 0, 2), v1: grouped(at(numbers.of("forsoergerbyrde_ub"), years.at(-1) ?? 0) ?? 0, 2), aar1: years.at(-1) })} />
              </div>
            </>
          );
        }}
      </Answer>
    </>
  );
}

function AgeTable({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const [show, setShow] = useState<Show>("indeks");
  const years = numbers.answer.aar;
  const first = years[0] ?? 0;
  // A table's year is 1 January, which is the close of the year before.
  const shown = [4, 9, 14, 19].map((n) => years[n]).filter((y) => y !== undefined);
  const groups = numbers.every("gruppe_basis");
  const cell = (group: Series, year: number): { text: string; at: string } => {
    const axes = group.akser;
    if (show === "indeks") {
      const s = numbers.of("innbyggere_gruppe_indeks", axes);
      const v = at(s, year);
      return { text: v === null ? "–" : grouped(v * 100), at: address("innbyggere_gruppe_indeks", year, "basis", axes) };
    }
    const v = at(numbers.of("innbyggere_gruppe_ub", axes), year);
    const was = at(group, first);
    if (v === null || was === null) return { text: "–", at: "" };
    return { text: show === "antall" ? grouped(v) : signed(v - was), at: address("innbyggere_gruppe_ub", year, "basis", axes) };
  };
  return (
    <Card
      id="h-alder"
      title={t("ui.aldersgrupper")}
      text={t(`ui.aldersgrupper.${show}`)}
      tools={
        <ToggleGroup aria-label={t("ui.vis")} value={show} onChange={(v) => setShow(v as Show)} data-size="sm">
          {(["antall", "indeks", "endring"] as const).map((v) => (
            <ToggleGroup.Item key={v} value={v}>
              {t(`ui.vis.${v}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      }
    >
      <div className="rulle" role="region" aria-labelledby="h-alder" tabIndex={0}>
        <table className="t">
          <caption className="vh">{t("ui.aldersgrupper")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.alder")}</th>
              <th scope="col" className="n">
                {t("ui.basis_antall")}
              </th>
              {shown.map((y) => (
                <th key={y} scope="col" className="n">
                  {t("ui.januar", { aar: y + 1 })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((g) => {
              const start = at(g, first);
              return (
                <tr key={g.elementnavn}>
                  <th scope="row">{g.elementnavn}</th>
                  <td className="n">
                    <Num at={address("gruppe_basis", first, "basis", g.akser)} label={`${g.elementnavn}: ${grouped(start ?? 0)}`}>
                      {start === null ? "–" : grouped(start)}
                    </Num>
                  </td>
                  {shown.map((y) => {
                    const c = cell(g, y);
                    return (
                      <td key={y} className="n">
                        <Num at={c.at} label={`${g.elementnavn} ${y + 1}: ${c.text}`} tab={false}>
                          {c.text}
                        </Num>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** One-year ages in five-year bands of a chosen year, beside the first year. */
function Pyramid({ years }: { years: number[] }) {
  const { t } = useTranslation();
  const [year, setYear] = useState(years.at(-1) ?? 0);
  const first = years[0] ?? 0;
  const { now } = useNumbers([{ navn: "folketall_alder_ub", akser: { alder: "*" }, aar: [...new Set([first, year])] }]);
  const ages = now.data?.every("folketall_alder_ub") ?? [];
  const group = (which: number) => {
    const found = new Map<number, number>();
    for (const s of ages) {
      const from = Math.min(Math.floor(Number(s.akser.alder) / 5) * 5, 90);
      found.set(from, (found.get(from) ?? 0) + (at(s, which) ?? 0));
    }
    return found;
  };
  const now_ = group(year);
  const then = group(first);
  const most = Math.max(1, ...now_.values(), ...then.values());
  const bands = [...now_.keys()].sort((a, b) => b - a);
  return (
    <Card id="h-pyramide" title={t("ui.alderspyramide")} text={t("ui.alderspyramide_tekst", { aar: year, foerste: first })}>
      <label className="spake">
        {t("ui.aar")}: <b>{year}</b>
        <input type="range" min={first} max={years.at(-1)} value={year} onChange={(e) => setYear(Number(e.target.value))} aria-valuetext={String(year)} />
      </label>
      <table className="t pyramide">
        <caption className="vh">{t("ui.alderspyramide")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("ui.alder")}</th>
            <th scope="col" aria-hidden="true" />
            <th scope="col" className="n">
              {first}
            </th>
            <th scope="col" className="n">
              {year}
            </th>
          </tr>
        </thead>
        <tbody>
          {bands.map((from) => (
            <tr key={from}>
              <th scope="row">{from === 90 ? "90+" : `${from}–${from + 4}`}</th>
              <td className="foss-spor" aria-hidden="true">
                <span style={{ width: `${((now_.get(from) ?? 0) / most) * 100}%`, background: COLOUR.plan }} />
                <span className="strek" style={{ left: `${((then.get(from) ?? 0) / most) * 100}%` }} />
              </td>
              <td className="n">{grouped(then.get(from) ?? 0)}</td>
              <td className="n">{grouped(now_.get(from) ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Zones({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const zones = numbers.every("innbyggere_sone_ub");
  const years = numbers.answer.aar;
  const shown = [years[0], years[4], years[9], years.at(-1)].filter((y) => y !== undefined);
  return (
    <Card id="h-sone" title={t("ui.soner")} text={zones.length > 1 ? t("ui.soner_tekst") : t("ui.en_sone")}>
      <div className="rulle" role="region" aria-labelledby="h-sone" tabIndex={0}>
        <table className="t">
          <caption className="vh">{t("ui.soner")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.sone")}</th>
              {shown.map((y) => (
                <th key={y} scope="col" className="n">
                  {y}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {zones.map((z) => (
              <tr key={z.elementnavn}>
                <th scope="row">{z.elementnavn}</th>
                {shown.map((y, i) => (
                  <td key={y} className="n">
                    <Num at={address("innbyggere_sone_ub", y, "basis", z.akser)} label={`${z.elementnavn} ${y}: ${grouped(at(z, y) ?? 0)}`} tab={i === 0}>
                      {grouped(at(z, y) ?? 0)}
                    </Num>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
