import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { Card, PageHead, Rough, Status } from "../components/bits";
import { Chart, Spark } from "../components/chart";
import { Answer } from "../components/state";
import { SeriesCells, Table, yearHeads } from "../components/table";
import { UnpricedCard } from "../components/unpriced";
import { useLevers } from "../components/whatif";
import { usePut } from "../lib/address";
import { COLOUR } from "../lib/colours";
import { type Numbers, useNumbers, useProjects } from "../lib/data";
import { grouped, shown, signed } from "../lib/numbers";
import { usePage } from "../lib/plan";
import { at, everyNth, freePlaces, lacking, lineBefore, lineOf } from "../lib/series";

interface Service {
  id: string;
  name: string;
  free: (number | null)[];
  /** Free places in the worst year. */
  worst: number;
  /** The first year that lacks places, and the last to decide in; 0 where there is none. */
  short: number;
  decide: number;
}

const ALL = { tjeneste: "*" };
const EACH = ["brukere_ub", "plassbehov", "kapasitet_ub", "ledig_kapasitet", "plassmangel", "aarsverk"] as const;
const FEW = 10; // free places

/** The services that have places, the one that lacks most first. */
function services(numbers: Numbers): Service[] {
  const first = numbers.answer.aar[0] ?? 0;
  return numbers
    .every("plassbehov")
    .filter((s) => s.verdier.some((v) => v !== null && v > 0))
    .map((s) => {
      const free = freePlaces(numbers, s.akser);
      const worst = Math.min(...free.filter((v) => v !== null));
      const year = (name: string) => at(numbers.of(name, s.akser), first) ?? 0;
      return {
        id: s.akser.tjeneste ?? "",
        name: s.elementnavn,
        free,
        worst: Number.isFinite(worst) ? worst : 0,
        short: year("mangelaar"),
        decide: year("beslutningsaar"),
      };
    })
    .sort((a, b) => a.worst - b.worst);
}

export default function Behov() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const { now, before } = useNumbers([
    ...[...EACH, "mangelaar", "beslutningsaar"].map((navn) => ({ navn, akser: ALL })),
    ...["plassmangel_sone", "kapasitet_sone"].map((navn) => ({ navn, akser: { ...ALL, sone: "*" } })),
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
                      <button type="button" aria-pressed={s.id === chosen.id} onClick={() => put({ tjeneste: s.id })}>
                        <span>
                          <b>{s.name}</b>
                          <span className="blokk liten dus">
                            {s.short ? t("ui.mangler_fra", { aar: s.short }) : t("ui.nok_plasser")}
                          </span>
                        </span>
                        <Spark values={s.free} level={0} />
                        <Status kind={lacking(-s.worst) ? "brudd" : s.worst < FEW ? "obs" : "ok"}>{signed(s.worst)}</Status>
                      </button>
                    </li>
                  ))}
                </ul>
              </Card>
              <div className="rut">
                <Detail service={chosen} numbers={numbers} before={before} />
                <Zones service={chosen} numbers={numbers} />
                <Cures service={chosen} />
                <UnpricedCard />
              </div>
            </div>
          );
        }}
      </Answer>
    </>
  );
}

function Detail({ service, numbers, before }: { service: Service; numbers: Numbers; before: Numbers | undefined }) {
  const { t } = useTranslation();
  const axes = { tjeneste: service.id };
  const years = numbers.answer.aar;
  const need = lineOf(numbers.of("plassbehov", axes), t("ui.behov"), COLOUR.need, { width: 3 });
  const capacity = lineOf(numbers.of("kapasitet_ub", axes), t("ui.kapasitet"), COLOUR.capacity, { width: 3, step: true });
  const last = years.at(-1) ?? 0;
  const lack = at(numbers.of("plassmangel", axes), last);
  const from = t("ui.mangler_fra", { aar: service.short });
  const text = t("ui.sum.behov", {
    b0: grouped(need.values[0] ?? 0),
    aar0: years[0],
    b1: grouped(need.values.at(-1) ?? 0),
    aar1: last,
    k0: grouped(capacity.values[0] ?? 0),
    k1: grouped(capacity.values.at(-1) ?? 0),
  });
  return (
    <Chart
      title={`${service.name}: ${(service.short ? from : t("ui.nok_plasser")).toLowerCase()}`}
      unit={t("ui.plasser")}
      years={years}
      zero={false}
      height={300}
      lines={[...lineBefore(before?.of("kapasitet_ub", axes), t("ui.kapasitet_foer"), { step: true }), capacity, need]}
      mark={years.includes(service.short) ? { year: service.short, text: from } : null}
      questions={["plassbehov", "kapasitet_ub", "plassmangel"].map((navn) => ({ navn, akser: axes }))}
      method="plassbehov"
      summary={`${text} ${lacking(lack) ? t("ui.sum.mangel", { aar: last, n: grouped(lack ?? 0) }) : ""}`}
    >
      {service.decide ? (
        <p>
          <Status kind={service.short ? "brudd" : "info"}>
            {service.decide < numbers.answer.om.aapent_fra
              ? t("ui.for_sent", { aar: service.short })
              : t("ui.vedtak_senest", { aar: service.decide })}
          </Status>
        </p>
      ) : null}
      <Table caption={t("ui.plasser_per_aar")} heads={[{ text: t("file.name"), hidden: true }, ...yearHeads(years)]}>
        <tbody>
          {EACH.flatMap((name) => numbers.of(name, axes) ?? []).map((s) => (
            <tr key={s.navn}>
              <th scope="row">{s.etikett}</th>
              <SeriesCells
                name={s.etikett}
                series={s}
                years={years}
                write={(v) => shown(v, s.enhet)}
                look={(y) => (s.navn === "plassmangel" && lacking(at(s, y)) ? "brudd-celle" : "")}
              />
            </tr>
          ))}
        </tbody>
      </Table>
    </Chart>
  );
}

function Zones({ service, numbers }: { service: Service; numbers: Numbers }) {
  const { t } = useTranslation();
  const zones = numbers.every("kapasitet_sone").filter((s) => s.akser.tjeneste === service.id);
  const years = everyNth(numbers.answer.aar, 4);
  if (zones.length < 2 || zones.every((z) => z.verdier.every((v) => !v))) return null;
  return (
    <Card id="h-dek" title={t("ui.per_sone")} text={t("ui.per_sone_tekst")}>
      <Table className="varme" caption={t("ui.per_sone")} heads={[t("ui.sone"), ...yearHeads(years)]}>
        <tbody>
          {zones.map((z) => {
            const zone = z.akser.sone ?? "";
            const lack = numbers.of("plassmangel_sone", z.akser);
            const short = (y: number) => lacking(at(lack, y));
            return (
              <tr key={zone}>
                <th scope="row">{zone}</th>
                <SeriesCells
                  name={zone}
                  series={lack}
                  years={years}
                  write={(v) => (lacking(v) ? `■ ${grouped(v)}` : "0")}
                  label={(y) =>
                    `${zone} ${y}: ${short(y) ? t("ui.mangler_n", { n: grouped(at(lack, y) ?? 0) }) : t("ui.nok_plasser")}`
                  }
                  look={(y) => (short(y) ? "brudd-celle" : "ok-celle")}
                />
              </tr>
            );
          })}
        </tbody>
      </Table>
    </Card>
  );
}

/** Ways to close the gap: projects that add places, and levers to try. */
function Cures({ service }: { service: Service }) {
  const { t } = useTranslation();
  const page = usePage();
  const projects = useProjects();
  const levers = useLevers();
  const own = (projects.data ?? []).filter((p) => p.service === service.id && p.places > 0);
  const useful = [
    ...(levers.data?.spaker ?? []).filter((l) => l.id.endsWith(`.${service.id}`)),
    ...(levers.data?.grep ?? []).slice(0, 4),
  ];
  return (
    <Card id="h-lukk" title={t("ui.lukke_gapet")}>
      <ul className="ren">
        {own.map((p) => (
          <li key={p.id}>
            <span>
              <Link to={page("investeringsplan", {}, p.id)}>{p.name}</Link>
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
