import { ToggleGroup } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, PageHead } from "../components/bits";
import { Chart } from "../components/chart";
import { PlanFiles } from "../components/files";
import { Answer } from "../components/state";
import { numberHead, SeriesCells, Table, YearCells, yearHeads } from "../components/table";
import { address } from "../lib/address";
import type { Series } from "../lib/api";
import { COLOUR, DASH } from "../lib/colours";
import { type Numbers, useNumbers, useUncertainty } from "../lib/data";
import { grouped, signed } from "../lib/numbers";
import { at, bandsOf, lineBefore, lineOf } from "../lib/series";

const SHOWN = ["antall", "indeks", "endring"] as const;
type Show = (typeof SHOWN)[number];

export default function Befolkning() {
  const { t } = useTranslation();
  const { now, before } = useNumbers([
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
  return (
    <>
      <PageHead title={t("ui.side.befolkning")} question={t("ui.spor.befolkning")} />
      <Answer query={now} height={420}>
        {(numbers) => (
          <>
            <AgeTable numbers={numbers} />
            <div className="rut k2 luft-over">
              <People numbers={numbers} before={before} />
              <Pyramid years={numbers.answer.aar} />
            </div>
            <div className="rut k2 luft-over">
              <Zones numbers={numbers} />
              <Burden numbers={numbers} />
            </div>
          </>
        )}
      </Answer>
    </>
  );
}

/** How many live here: this plan with its fan, and every projection the plan has, as far as it reaches. */
function People({ numbers, before }: { numbers: Numbers; before: Numbers | undefined }) {
  const { t } = useTranslation();
  const sure = useUncertainty(["innbyggere_ub"], false);
  const years = numbers.answer.aar;
  const total = lineOf(numbers.of("innbyggere_ub"), t("ui.denne_planen"), COLOUR.plan, { width: 3 });
  const own = lineOf(numbers.of("innbyggere_egen_ub"), t("people.own"), COLOUR.spent, { dash: DASH.other, width: 2 });
  const imported = numbers.every("framskrevet_innbyggere").map((s) => {
    const reaches = numbers.of("framskriving_finnes", s.akser);
    return lineOf({ ...s, verdier: s.verdier.map((v, i) => (reaches?.verdier[i] ? v : null)) }, s.elementnavn, COLOUR.before, {
      dash: DASH.before,
      width: 2,
    });
  });
  const first = total.values[0] ?? 0;
  const last = total.values.at(-1) ?? 0;
  return (
    <Chart
      title={t("ui.folketall")}
      unit={t("ui.innbyggere_31")}
      years={years}
      adopted={numbers.answer.om.vedtatt_til}
      zero={false}
      height={300}
      bands={bandsOf(
        sure.data?.vifter.find((f) => f.navn === "innbyggere_ub"),
        t,
      )}
      lines={[...imported, own, ...lineBefore(before?.of("innbyggere_ub"), t("ui.foer_endringene")), total]}
      questions={[{ navn: "innbyggere_ub" }]}
      method="innbyggere_ub"
      summary={t("ui.sum.folketall", {
        v0: grouped(first),
        aar0: years[0],
        v1: grouped(last),
        aar1: years.at(-1),
        d: signed(last - first),
      })}
    />
  );
}

function Burden({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const years = numbers.answer.aar;
  const series = numbers.of("forsoergerbyrde_ub");
  const values = series?.verdier ?? [];
  return (
    <Chart
      title={t("people.burden")}
      unit={t("ui.forsoergerbyrde_enhet")}
      years={years}
      zero={false}
      decimals={2}
      lines={[{ ...lineOf(series, t("ui.denne_planen"), COLOUR.plan, { width: 3 }), values }]}
      questions={[{ navn: "forsoergerbyrde_ub" }]}
      method="forsoergerbyrde_ub"
      summary={t("ui.sum.byrde", { v0: grouped(values[0] ?? 0, 2), v1: grouped(values.at(-1) ?? 0, 2), aar1: years.at(-1) })}
    />
  );
}

function AgeTable({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const [show, setShow] = useState<Show>("indeks");
  const years = numbers.answer.aar;
  const first = years[0] ?? 0;
  const shown = [4, 9, 14, 19].map((n) => years[n]).filter((y) => y !== undefined);
  const name = show === "indeks" ? "innbyggere_gruppe_indeks" : "innbyggere_gruppe_ub";
  const text = (group: Series, year: number): string | null => {
    const v = at(numbers.of(name, group.akser), year);
    if (v === null) return null;
    return show === "indeks" ? grouped(v * 100) : show === "antall" ? grouped(v) : signed(v - (at(group, first) ?? 0));
  };
  return (
    <Card
      id="h-alder"
      title={t("ui.aldersgrupper")}
      text={t(`ui.aldersgrupper.${show}`)}
      tools={
        <ToggleGroup aria-label={t("ui.vis")} value={show} onChange={(v) => setShow(v as Show)} data-size="sm">
          {SHOWN.map((v) => (
            <ToggleGroup.Item key={v} value={v}>
              {t(`ui.vis.${v}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      }
    >
      {/* A table's year is 1 January, which is the close of the year before. */}
      <Table
        caption={t("ui.aldersgrupper")}
        heads={[
          t("ui.alder"),
          numberHead(t("ui.basis_antall")),
          ...yearHeads(shown, null, (y) => t("ui.januar", { aar: y + 1 })),
        ]}
      >
        <tbody>
          {numbers.every("gruppe_basis").map((g) => (
            <tr key={g.elementnavn}>
              <th scope="row">{g.elementnavn}</th>
              <SeriesCells
                name={g.elementnavn}
                series={g}
                years={[first]}
                write={(v) => grouped(v)}
                label={(_, said) => `${g.elementnavn}: ${said}`}
              />
              <YearCells
                name={g.elementnavn}
                years={shown}
                text={(y) => text(g, y)}
                address={(y) => address(name, y, "basis", g.akser)}
                label={(y, said) => `${g.elementnavn} ${y + 1}: ${said}`}
                tabbed={false}
              />
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

/** One-year ages in five-year bands of a chosen year, beside the first year. */
function Pyramid({ years }: { years: number[] }) {
  const { t } = useTranslation();
  const [year, setYear] = useState(years.at(-1) ?? 0);
  const first = years[0] ?? 0;
  const asked = { navn: "folketall_alder_ub", akser: { alder: "*" }, aar: [...new Set([first, year])] };
  const { now } = useNumbers([asked]);
  const ages = now.data?.every("folketall_alder_ub") ?? [];
  const group = (which: number) => {
    const found = new Map<number, number>();
    for (const s of ages) {
      const from = Math.min(Math.floor(Number(s.akser.alder) / 5) * 5, 90);
      found.set(from, (found.get(from) ?? 0) + (at(s, which) ?? 0));
    }
    return found;
  };
  const here = group(year);
  const then = group(first);
  const most = Math.max(1, ...here.values(), ...then.values());
  const bands = [...here.keys()].sort((a, b) => b - a);
  return (
    <Card id="h-pyramide" title={t("ui.alderspyramide")} text={t("ui.alderspyramide_tekst", { aar: year, foerste: first })}>
      <label className="spake">
        {t("ui.aar")}: <b>{year}</b>
        <input
          type="range"
          min={first}
          max={years.at(-1)}
          value={year}
          onChange={(e) => setYear(Number(e.target.value))}
          aria-valuetext={String(year)}
        />
      </label>
      <Table
        scroll="none"
        className="pyramide"
        caption={t("ui.alderspyramide")}
        heads={[t("ui.alder"), null, ...yearHeads([first, year])]}
      >
        <tbody>
          {bands.map((from) => (
            <tr key={from}>
              <th scope="row">{from === 90 ? "90+" : `${from}–${from + 4}`}</th>
              <td className="foss-spor" aria-hidden="true">
                <span style={{ width: `${((here.get(from) ?? 0) / most) * 100}%`, background: COLOUR.plan }} />
                <span className="strek" style={{ left: `${((then.get(from) ?? 0) / most) * 100}%` }} />
              </td>
              <td className="n">{grouped(then.get(from) ?? 0)}</td>
              <td className="n">{grouped(here.get(from) ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      <div className="lenker">
        <PlanFiles title={t("ui.alderspyramide")} questions={[asked]} headingId="h-pyramide" />
      </div>
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
      <Table caption={t("ui.soner")} heads={[t("ui.sone"), ...yearHeads(shown)]}>
        <tbody>
          {zones.map((z) => (
            <tr key={z.elementnavn}>
              <th scope="row">{z.elementnavn}</th>
              <SeriesCells name={z.elementnavn} series={z} years={shown} write={(v) => grouped(v)} />
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
