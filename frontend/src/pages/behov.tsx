import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { PageHead } from "../components/bits";
import { CoverageCard } from "../components/coverage";
import { CuresCard } from "../components/cures";
import { PlacesChart, partOf, WHOLE } from "../components/placeschart";
import { ServiceList, ServiceSelect, ServiceVerdict, ZoneSelect } from "../components/servicelist";
import { Answer } from "../components/state";
import { SeriesCells, Table, yearHeads } from "../components/table";
import { UnpricedCard } from "../components/unpriced";
import { usePut } from "../lib/address";
import { useNumbers } from "../lib/data";
import { useNarrow } from "../lib/narrow";
import { shown } from "../lib/numbers";
import { type Part, type ServicePlaces, useNeedBand, usePlaces } from "../lib/places";
import { usePage } from "../lib/plan";
import { at, lacking } from "../lib/series";
import "../styles/places.css";

const ZONE = ["brukere_sone", "plassbehov_sone", "plasser_sone", "plassdekning_sone", "plassmangel_sone"] as const;
const EACH = ["brukere_ub", "plassbehov", "kapasitet_ub", "plassdekning", "ledig_kapasitet", "plassmangel", "aarsverk"] as const;

export default function Behov() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const page = usePage();
  const narrow = useNarrow();
  return (
    <>
      <PageHead title={t("ui.side.behov")} question={t("ui.spor.behov")} />
      <Answer query={usePlaces()} height={420}>
        {({ table }) => {
          const service = table.services.find((s) => s.id === search.get("tjeneste")) ?? table.services[0];
          if (!service) return <p>{t("ui.tom.behov")}</p>;
          const choose = (id: string) => put({ tjeneste: id, sone: null });
          const zone = partOf(service, search.get("sone")).zone;
          const names = table.services.map((s) => ({ id: s.id, name: s.name, tag: s.tag.text }));
          return (
            <div className="rut behov">
              {narrow ? null : <ServiceList services={table.services} chosen={service.id} choose={choose} />}
              <div className="rut">
                <ServiceVerdict said={service.said} service={service} />
                {narrow ? <ServiceSelect services={names} chosen={service.id} choose={choose} /> : null}
                {narrow ? <Answers service={service} years={table.years} /> : null}
                <div className="verktoy">
                  <ZoneSelect service={service} chosen={zone} choose={(z) => put({ sone: z || WHOLE })} />
                  <Link to={page("tjeneste", { tjeneste: service.id })}>{t("ui.aapne_tjenesten", { navn: service.name })}</Link>
                </div>
                <Detail service={service} part={partOf(service, zone || WHOLE)} years={table.years} />
                {narrow ? null : <Answers service={service} years={table.years} />}
                <UnpricedCard />
                {table.hidden.length ? (
                  <p className="liten dus">{t("ui.skjulte_tjenester", { navn: table.hidden.join(", ") })}</p>
                ) : null}
              </div>
            </div>
          );
        }}
      </Answer>
    </>
  );
}

/** Coverage by zone, and what can close the gap. */
function Answers({ service, years }: { service: ServicePlaces; years: number[] }) {
  return (
    <>
      <CoverageCard key={`d-${service.id}`} service={service} years={years} />
      <CuresCard key={`k-${service.id}`} service={service} />
    </>
  );
}

function Detail({ service, part, years }: { service: ServicePlaces; part: Part; years: number[] }) {
  const { t } = useTranslation();
  const axes: Record<string, string> = part.zone ? { tjeneste: service.id, sone: part.zone } : { tjeneste: service.id };
  const names: readonly string[] = part.zone ? ZONE : EACH;
  const { now, before } = useNumbers(names.map((navn) => ({ navn, akser: axes })));
  const band = useNeedBand(service.id, part.zone);
  const was = before?.of(part.zone ? "plasser_sone" : "kapasitet_ub", axes)?.verdier.map((v) => v ?? 0);
  return (
    <PlacesChart service={service} part={part} years={years} band={band} before={was}>
      <Answer query={now} height={240}>
        {(numbers) => (
          <Table
            caption={`${t("ui.plasser_per_aar")}, ${part.zone ? part.name : part.name.toLowerCase()}`}
            className="klebrig"
            heads={[{ text: t("file.name"), hidden: true }, ...yearHeads(years)]}
          >
            <tbody>
              {names
                .flatMap((name) => numbers.of(name, axes) ?? [])
                .map((s) => (
                  <tr key={s.navn}>
                    <th scope="row">{s.etikett}</th>
                    <SeriesCells
                      name={s.etikett}
                      series={s}
                      years={years}
                      write={(v) => shown(v, s.enhet)}
                      look={(y) => (s.navn.startsWith("plassmangel") && lacking(at(s, y)) ? "brudd-celle" : "")}
                    />
                  </tr>
                ))}
            </tbody>
          </Table>
        )}
      </Answer>
    </PlacesChart>
  );
}
