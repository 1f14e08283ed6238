import { Select } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { address } from "../lib/address";
import type { Question, Schemas } from "../lib/api";
import { BANDS, COLOUR, DASH, nth, ORDER } from "../lib/colours";
import { mill } from "../lib/numbers";
import { bandsOf, inMillions, NEED, YEARLY } from "../lib/series";
import { type Fan, type Path, read, type Stress } from "../lib/uncertain";
import { readAs } from "../lib/units";
import { Chart, type Line } from "./chart";

/** The need year by year over the draws, with the chosen stresses as dashed lines. */
export function NeedFan({ data, stress }: { data: Schemas["UncertaintyOut"]; stress: Stress | undefined }) {
  const { t } = useTranslation();
  const fan = data.vifter.find((f) => f.navn === NEED);
  if (!fan) return null;
  const at = data.aar.indexOf(data.setning_aar);
  const decimals = data.om.desimaler;
  const stressed = (stress?.rader ?? []).filter((r) => r.slag !== "basis");
  const shown: Line[] = [
    {
      name: t("ui.denne_planen"),
      values: inMillions(fan.basis),
      colour: COLOUR.plan,
      width: 3,
      at: (y) => address(NEED, y, "basis", YEARLY),
    },
    {
      name: t("ui.midten"),
      values: inMillions(fan.baand.p50),
      colour: COLOUR.capacity,
      width: 2,
      at: (y) => address(NEED, y, "p50", YEARLY),
    },
    {
      name: t("ui.av_100", { p: 80 }),
      values: inMillions(fan.baand.p80),
      colour: COLOUR.spent,
      dash: DASH.other,
      width: 2,
      at: (y) => address(NEED, y, "p80", YEARLY),
    },
    ...stressed.map((r, i) => ({
      name: r.navn,
      values: inMillions(r.behov),
      colour: nth([COLOUR.need, COLOUR.more, COLOUR.down], i),
      dash: DASH.before,
      width: 2,
    })),
  ];
  const said = {
    midt: mill(fan.baand.p50?.[at], decimals),
    aar: data.setning_aar,
    v80: mill(fan.baand.p80?.[at], decimals),
    v95: mill(fan.baand.p95?.[at], decimals),
    enhet: readAs(t, "kr_fast", data.om.prisaar),
  };
  const questions: Question[] = ["basis", ...Object.keys(fan.baand)].map((statistikk) => ({
    navn: fan.navn,
    statistikk,
    akser: YEARLY,
  }));
  return (
    <Chart
      title={t("ui.vifte")}
      unit={t("ui.mill_faste_per_aar", { aar: data.om.prisaar })}
      years={data.aar}
      adopted={data.om.vedtatt_til}
      decimals={decimals}
      height={window.innerWidth < 600 ? 280 : 400}
      bands={bandsOf(fan, t)}
      lines={shown}
      method="inndekningsbehov"
      questions={questions}
      summary={t("ui.sum.vifte", said)}
    />
  );
}

/** Any other quantity over the draws on a path, one at a time. */
export function DrawnFans({ path, years, adopted }: { path: Path; years: number[]; adopted: number | null }) {
  const { t } = useTranslation();
  const [name, setName] = useState("laanegjeld_ub");
  const fans = path.vifter.filter((f) => f.navn !== NEED);
  const fan = fans.find((f) => f.navn === name) ?? fans[0];
  if (!fan) return null;
  return (
    <div>
      <label className="velger luft-under">
        {t("ui.vifte_av")}
        <Select value={fan.navn} data-size="sm" onChange={(e) => setName(e.target.value)}>
          {fans.map((f) => (
            <option key={f.navn} value={f.navn}>
              {f.tittel}
            </option>
          ))}
        </Select>
      </label>
      <DrawnFan fan={fan} years={years} adopted={adopted} path={path.navn} />
    </div>
  );
}

function DrawnFan({ fan, years, adopted, path }: { fan: Fan; years: number[]; adopted: number | null; path: string }) {
  const look = [
    { colour: COLOUR.plan, width: 3 },
    { colour: COLOUR.capacity, width: 2 },
  ];
  const lines = fan.linjer.map((l, i) => ({
    name: l.etikett,
    values: read(l.celler, fan.enhet),
    at: (y: number) => l.celler[years.indexOf(y)]?.adresse ?? "",
    ...(look[i] ?? { colour: nth(ORDER, i), width: 2 }),
  }));
  const bands = fan.baand.map((b, i) => ({
    name: b.etikett,
    low: read(b.fra, fan.enhet).map((v) => v ?? 0),
    high: read(b.til, fan.enhet).map((v) => v ?? 0),
    colour: nth(BANDS, i),
  }));
  const asked = [...fan.linjer.map((l) => l.celler), ...fan.baand.flatMap((b) => [b.fra, b.til])].flatMap((cells) =>
    questionOf(cells[0]?.adresse ?? ""),
  );
  return (
    <Chart
      title={`${fan.tittel}. ${path}`}
      unit={fan.enhet}
      years={years}
      adopted={adopted}
      decimals={fan.enhet.startsWith("mill.") ? 0 : 1}
      zero={fan.enhet.startsWith("mill.") ? undefined : false}
      height={300}
      bands={bands}
      lines={lines}
      questions={asked}
      method={fan.navn}
      summary={fan.setning}
    />
  );
}

/** The series that an address is of, as a question for a file. */
function questionOf(where: string): Question[] {
  const [navn, , statistikk, ...rest] = where.split("/");
  if (!navn) return [];
  const akser = Object.fromEntries(rest.map((a) => a.split("=", 2) as [string, string]));
  return [{ navn, statistikk, ...(rest.length ? { akser } : {}) }];
}
