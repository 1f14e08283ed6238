import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { Card, PageHead, Rough, Status } from "../components/bits";
import { Chart, Spark } from "../components/chart";
import { address, Num } from "../components/number";
import { Answer } from "../components/state";
import { useLevers } from "../components/whatif";
import { COLOUR } from "../lib/colours";
import { useNumbers, type Numbers } from "../lib/data";
import { grouped, signed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { at, lineOf } from "../lib/series";
import { useProjects } from "./prosjekter";

interface Service {
  id: string;
  name: string;
  idle: (number | null)[];
  worst: number;
  short: number;
  decide: number;
}

const ALL = { tjeneste: "*" };

export function services(numbers: Numbers): Service[] {
  return numbers
    .every("plassbehov")
    .filter((s) => s.verdier.some((v) => v !== null && v > 0))
    .map((s) => {
      const axes = s.akser;
      const need = s.verdier;
      const capacity = numbers.of("kapasitet_ub", axes)?.verdier ?? [];
      const idle = numbers.of("ledig_kapasitet", axes)?.verdier ?? [];
      const lack = numbers.of("plassmangel", axes)?.verdier ?? [];
      const gap = need.map((v, i) => (v === null || capacity[i] === null ? null : (lack[i] ?? 0) > 0 ? -(lack[i] ?? 0) : (idle[i] ?? 0)));
      const known = gap.filter((v): v is number => v !== null);
      const first = numbers.answer.aar[0] ?? 0;
      return { id: axes.tjeneste ?? "", name: s.elementnavn, idle: gap, worst: known.length ? Math.min(...known) : 0, short: at(numbers.of("mangelaar", axes), first) ?? 0, decide: at(numbers.of("beslutningsaar", axes), first) ?? 0 };
    })
    .sort((a, b) => a.worst - b.worst);
}

export function Behov() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const { now, base, changed } = useNumbers([
    { navn: "plassbehov", akser: ALL },
    { navn: "kapasitet_ub", akser: ALL },
    { navn: "ledig_kapasitet", akser: ALL },
    { navn: "plassmangel", akser: ALL },
    { navn: "mangelaar", akser: ALL },
    { navn: "beslutningsaar", akser: ALL },
    { navn: "brukere_ub", akser: ALL },
    { navn: "aarsverk", akser: ALL },
    { navn: "plassmangel_sone", akser: { tjeneste: "*", sone: "*" } },
    { navn: "kapasitet_sone", akser: { tjeneste: "*", sone: "*" } },
  ]);
  return (
    <>
      <PageHead title={t("ui.side.behov")} question={t("ui.spor.behov")} />
      <Answer query={now} height={420}>
        {(numbers) => {
          const found = services(numbers);
          const chosen = found.find((s) => s.id === search.get("tjeneste")) ?? found[0];
          if (!chosen) return <p>{t("ui.tom.behov")}</p>;
          return (
            <div className="rut behov">
              <Card id="h-tj" title={t("ui.tjenester")} text={t("ui.tjenester_tekst")}>
                <ul className="ren velg">
                  {found.map((s) => (
                    <li key={s.id}>
                      <button
                        type="button"
                        aria-pressed={s.id === chosen.id}
                        onClick={() =>
                          setSearch((q) => {
                            q.set("tjeneste", s.id);
                            return q;
                          })
                        }
                      >
                        <span>
                          <b>{s.name}</b>
                          <span className="blokk liten dus">{s.short ? t("ui.mangler_fra", { aar: s.short }) : t("ui.nok_plasser")}</span>
                        </span>
                        <Spark values={s.idle} level={0} />
                        <Status kind={s.worst < -0.5 ? "brudd" : s.worst < 10 ? "obs" : "ok"}>{signed(s.worst)}</Status>
                      </button>
                    </li>
                  ))}
                </ul>
              </Card>
              <div className="rut">
                <Detail service={chosen} numbers={numbers} base={changed ? base : undefined} />
                <Zones service={chosen} numbers={numbers} />
                <Cures service={chosen} />
              </div>
            </div>
          );
        }}
      </Answer>
    </>
  );
}

function Detail({ service, numbers, base }: { service: Service; numbers: Numbers; base: Numbers | undefined }) {
  const { t } = useTranslation();
  const axes = { tjeneste: service.id };
  const years = numbers.answer.aar;
  const need = lineOf(numbers.of("plassbehov", axes), t("ui.behov"), COLOUR.need, { width: 3 });
  const capacity = lineOf(numbers.of("kapasitet_ub", axes), t("ui.kapasitet"), COLOUR.capacity, { width: 3, step: true });
  const before = base ? [lineOf(base.of("kapasitet_ub", axes), t("ui.kapasitet_foer"), COLOUR.before, { dash: [6, 5] as never, step: true, at: undefined })] : [];
  const last = years.at(-1) ?? 0;
  const lack = at(numbers.of("plassmangel", axes), last) ?? 0;
  const text = t("ui.sum.behov", { b0: grouped(need.values[0] ?? 0), aar0: years[0], b1: grouped(need.values.at(-1) ?? 0), aar1: last, k0: grouped(capacity.values[0] ?? 0), k1: grouped(capacity.values.at(-1) ?? 0) });
  return (
    <Chart
      title={`${service.name}: ${service.short ? t("ui.mangler_fra", { aar: service.short }).toLowerCase() : t("ui.nok_plasser").toLowerCase()}`}
      unit={t("ui.plasser")}
      years={years}
      zero={false}
      height={300}
      lines={[...before, capacity, need]}
      mark={service.short && years.includes(service.short) ? { year: service.short, text: t("ui.mangler_fra", { aar: service.short }) } : null}
      questions={[
        { navn: "plassbehov", akser: axes },
        { navn: "kapasitet_ub", akser: axes },
        { navn: "plassmangel", akser: axes },
      ]}
      method="plassbehov"
      summary={`${text} ${lack > 0.5 ? t("ui.sum.mangel", { aar: last, n: grouped(lack) }) : ""}`}
    >
      {service.decide ? (
        <p>
          <Status kind={service.short ? "brudd" : "info"}>{t("ui.vedtak_senest", { aar: service.decide })}</Status>
        </p>
      ) : null}
      <div className="rulle" role="region" aria-label={t("ui.plasser_per_aar")} tabIndex={0}>
        <table className="t">
          <caption className="vh">{t("ui.plasser_per_aar")}</caption>
          <thead>
            <tr>
              <th scope="col"><span className="vh">{t("file.name")}</span></th>
              {years.map((y) => (
                <th key={y} scope="col" className="n">
                  {y}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(["brukere_ub", "plassbehov", "kapasitet_ub", "ledig_kapasitet", "plassmangel", "aarsverk"] as const).map((name) => {
              const s = numbers.of(name, axes);
              return s ? (
                <tr key={name}>
                  <th scope="row">{s.etikett}</th>
                  {years.map((y, i) => {
                    const v = at(s, y);
                    const text = v === null ? "–" : grouped(v, name === "aarsverk" ? 1 : 0);
                    return (
                      <td key={y} className={`n ${name === "plassmangel" && (v ?? 0) > 0.5 ? "brudd-celle" : ""}`}>
                        <Num at={v === null ? "" : address(name, y, "basis", axes)} label={`${s.etikett} ${y}: ${text}`} tab={i === 0}>
                          {text}
                        </Num>
                      </td>
                    );
                  })}
                </tr>
              ) : null;
            })}
          </tbody>
        </table>
      </div>
    </Chart>
  );
}

function Zones({ service, numbers }: { service: Service; numbers: Numbers }) {
  const { t } = useTranslation();
  const zones = numbers.every("kapasitet_sone").filter((s) => s.akser.tjeneste === service.id);
  const years = numbers.answer.aar.filter((_, i) => i % 4 === 0 || i === numbers.answer.aar.length - 1);
  if (zones.length < 2 || zones.every((z) => z.verdier.every((v) => !v))) return null;
  return (
    <Card id="h-dek" title={t("ui.per_sone")} text={t("ui.per_sone_tekst")}>
      <div className="rulle" role="region" aria-labelledby="h-dek" tabIndex={0}>
        <table className="t varme">
          <caption className="vh">{t("ui.per_sone")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.sone")}</th>
              {years.map((y) => (
                <th key={y} scope="col" className="n">
                  {y}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {zones.map((z) => {
              const axes = { tjeneste: service.id, sone: z.akser.sone ?? "" };
              const lack = numbers.of("plassmangel_sone", axes);
              return (
                <tr key={axes.sone}>
                  <th scope="row">{axes.sone}</th>
                  {years.map((y, i) => {
                    const v = at(lack, y) ?? 0;
                    const short = v > 0.5;
                    return (
                      <td key={y} className={`n ${short ? "brudd-celle" : "ok-celle"}`}>
                        <Num at={address("plassmangel_sone", y, "basis", axes)} label={`${axes.sone} ${y}: ${short ? t("ui.mangler_n", { n: grouped(v) }) : t("ui.nok_plasser")}`} tab={i === 0}>
                          {short ? `■ ${grouped(v)}` : "0"}
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

/** What can close the gap: projects that give places, and levers to try. */
function Cures({ service }: { service: Service }) {
  const { t } = useTranslation();
  const { plan } = usePlan();
  const projects = useProjects();
  const levers = useLevers();
  const own = (projects.data ?? []).filter((p) => p.service === service.id && p.places > 0);
  const useful = [...(levers.data?.spaker ?? []).filter((l) => l.id.endsWith(`.${service.id}`)), ...(levers.data?.grep ?? []).slice(0, 4)];
  return (
    <Card id="h-lukk" title={t("ui.lukke_gapet")}>
      <ul className="ren">
        {own.map((p) => (
          <li key={p.id}>
            <span>
              <Link to={`/plan/${plan}/investeringsplan#${p.id}`}>{p.name}</Link>
              <span className="blokk liten dus">{t("ui.aapner", { naar: p.opens })}</span>
            </span>
            <b className="num">{t("ui.n_plasser", { n: signed(p.places) })}</b>
          </li>
        ))}
        {useful.map((l) => (
          <li key={l.id}>
            <span>
              {l.navn}
              <span className="blokk liten dus">{l.hjelp}</span>
            </span>
            <span className="liten">{t("ui.i_hva_om")}</span>
          </li>
        ))}
      </ul>
      <p className="liten dus">
        {t("ui.lukke_gapet_tekst")} <Rough />
      </p>
    </Card>
  );
}
