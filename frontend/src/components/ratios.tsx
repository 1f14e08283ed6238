import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas, Series } from "../lib/api";
import { useNumbers, useUncertainty } from "../lib/data";
import { grouped, percent, ratioShown } from "../lib/numbers";
import { shownYears } from "../lib/series";
import { readAs } from "../lib/units";
import "../styles/oversikt.css";
import { LinkButton, Status } from "./bits";
import { isAdopted, numberHead, SeriesCells, Table, yearHeads } from "./table";
import { Told, type Verdict } from "./verdict";

type Ruling = Schemas["RulingOut"];
type Judged = Schemas["JudgedOut"];

const KINDS = { brutt: "brudd", "over gulv": "obs", nådd: "ok", "uten mål": "info" } as const;

/** The worst status of a måltall where it is judged, in the words of the verdict. */
export function Ruled({ found }: { found: Judged | null }) {
  const { t } = useTranslation();
  if (!found) return <>–</>;
  return found.status === "uten mål" ? <>–</> : <Status kind={KINDS[found.status]}>{t(`status.${found.status}`)}</Status>;
}

/** The unit of a måltall; its amounts are in running prices. */
function unitOf(t: ReturnType<typeof useTranslation>["t"], r: Ruling): string {
  return r.enhet === "prosent" ? "%" : r.enhet === "mill. kr" ? readAs(t, "kr") : r.enhet;
}

/** The måltall: years, the worst value and when, and status without new saving and with it. Those without a level are folded. */
export function Ratios({ found }: { found: Verdict }) {
  const { t } = useTranslation();
  const [every, setEvery] = useState(false);
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const chances = useUncertainty([], true, undefined, { enabled: true });
  const numbers = useNumbers(found.maaltall.map((r) => ({ navn: r.id })));
  const shown = found.maaltall.filter((r) => r.har_maal || all);
  const others = found.maaltall.filter((r) => !r.har_maal).length;
  const aar = numbers.now.data?.answer.aar ?? [];
  const years = every ? aar : shownYears(found.om, aar);
  const size = found.behov.tilstand === "innsparing" ? t("ui.med_innsparing", { v: found.behov.stoerrelse }) : t("table.after");
  return (
    <section className="kort luft-over maalkort">
      <header>
        <div>
          <h2 id="h-maal">{t("ui.maaltall_vedtatt")}</h2>
          <p>{t("ui.maaltall_tekst", { til: found.om.vedtatt_til ?? "" })}</p>
        </div>
      </header>
      <ul className="maalliste">
        {shown.map((r) => (
          <Short key={r.id} r={r} open={chosen === r.id} choose={() => setChosen(chosen === r.id ? null : r.id)}>
            {chosen === r.id ? <Years r={r} years={years} series={numbers.now.data?.of(r.id)} /> : null}
          </Short>
        ))}
      </ul>
      <Table
        className="maal"
        busy={numbers.now.isPending}
        caption={t("ui.maaltall_vedtatt")}
        heads={[
          t("ui.maaltallet"),
          ...yearHeads(years, found.om.vedtatt_til),
          t("table.target"),
          numberHead(t("table.worst")),
          t("table.when"),
          t("table.before"),
          numberHead(t("table.worst")),
          size,
          numberHead(t("ui.sjanse")),
        ]}
      >
        <tbody>
          {shown.map((r) => (
            <Row
              key={r.id}
              r={r}
              years={years}
              adopted={found.om.vedtatt_til}
              series={numbers.now.data?.of(r.id)}
              chance={chances.data?.maaltall.find((c) => c.id === r.id)?.sjanse ?? null}
            />
          ))}
        </tbody>
      </Table>
      <div className="lenker">
        {others ? (
          <LinkButton onClick={() => setAll(!all)} pressed={all}>
            {t("ui.uten_maal_n", { n: others })}
          </LinkButton>
        ) : null}
        <LinkButton onClick={() => setEvery(!every)}>{every ? t("ui.vis_faerre_aar") : t("ui.vis_alle_aar")}</LinkButton>
      </div>
      {chances.data?.samtidig ? (
        <p className="liten dus">
          {t("ui.sjanse_forklart", { p: percent(chances.data.samtidig.alle_aar), n: grouped(chances.data.trekninger) })}
        </p>
      ) : null}
    </section>
  );
}

interface RowProps {
  r: Ruling;
  years: number[];
  adopted: number | null;
  series: Series | undefined;
  chance: Schemas["ChanceOut"] | null;
}

function Row({ r, years, adopted, series, chance }: RowProps) {
  const { t } = useTranslation();
  const unit = unitOf(t, r);
  return (
    <tr>
      <th scope="row">
        {r.navn} <span className="dus liten">{unit}</span>
      </th>
      <SeriesCells
        name={r.navn}
        series={series}
        years={years}
        unit={unit}
        write={(v) => ratioShown(v, r.enhet, r.desimaler)}
        look={(y) => (isAdopted(y, adopted) ? "vedtatt" : "")}
      />
      <td className="nivaa">{r.maal || "–"}</td>
      <td className="n fet skille">
        {r.har_maal ? <Told said={r.uten.verst} label={`${r.navn}, ${t("table.worst")}`} unit={unit} /> : "–"}
      </td>
      <td>{r.har_maal ? r.uten.naar : "–"}</td>
      <td>
        <Ruled found={r.uten} />
      </td>
      <td className="n skille">
        {r.har_maal && r.med ? <Told said={r.med.verst} label={`${r.navn}, ${t("table.after")}`} unit={unit} /> : "–"}
      </td>
      <td>
        <Ruled found={r.med} />
      </td>
      <td className="n">{chance ? `${percent(chance.alle_aar)} %` : "–"}</td>
    </tr>
  );
}

interface ShortProps {
  r: Ruling;
  open: boolean;
  choose: () => void;
  children: React.ReactNode;
}

/** A måltall in one line, for narrow screens: a button that unfolds its years. */
function Short({ r, open, choose, children }: ShortProps) {
  return (
    <li>
      <button type="button" className="maallisteknapp" aria-expanded={open} onClick={choose}>
        <span>
          <b>{r.kortnavn}</b> <span className="dus">{r.sikte}</span>
        </span>
        <span className="num">
          <b>{r.uten.verst.tekst}</b> <small className="dus">{r.uten.naar}</small>
        </span>
        <Ruled found={r.uten} />
      </button>
      {children}
    </li>
  );
}

/** The years of one måltall, and what it is with the saving. */
function Years({ r, years, series }: { r: Ruling; years: number[]; series: Series | undefined }) {
  const { t } = useTranslation();
  const unit = unitOf(t, r);
  return (
    <>
      <Table caption={`${r.navn}, ${unit}`} heads={[{ text: t("ui.maaltallet"), hidden: true }, ...yearHeads(years)]}>
        <tbody>
          <tr>
            <th scope="row">{unit}</th>
            <SeriesCells
              name={r.navn}
              series={series}
              years={years}
              unit={unit}
              write={(v) => ratioShown(v, r.enhet, r.desimaler)}
            />
          </tr>
        </tbody>
      </Table>
      {r.med ? (
        <p className="liten">
          {t("table.after")}: {r.med.verst.tekst} {r.med.naar} <Ruled found={r.med} />
        </p>
      ) : null}
    </>
  );
}
