import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { PageHead } from "../components/bits";
import { CoverageCard } from "../components/coverage";
import { CuresCard } from "../components/cures";
import { PlacesChart, partOf, WHOLE } from "../components/placeschart";
import { FrameCard } from "../components/serviceframe";
import { ServiceSelect, ServiceVerdict, ZoneSelect } from "../components/servicelist";
import { ProjectsCard } from "../components/serviceprojects";
import { StaffCard, UsersCard } from "../components/servicestaff";
import { ShareService } from "../components/shareservice";
import { Answer } from "../components/state";
import { usePut } from "../lib/address";
import { type Part, type ServicePage, type ServicePlaces, useNeedBand, usePlaces, useService } from "../lib/places";
import { usePage, usePlan } from "../lib/plan";
import "../styles/places.css";

/** One service on its own: users, places, money and people, for the one who answers for it. */
export default function Tjeneste() {
  const [search] = useSearchParams();
  const asked = search.get("tjeneste");
  return asked ? <Service id={asked} /> : <First />;
}

/** Without a service in the address: the reader's own, else the one that lacks most. */
function First() {
  const { t } = useTranslation();
  const { tree } = usePlan();
  const query = usePlaces();
  const own = tree.roller.find((r) => r.rolle === "bidragsyter" && r.omfang)?.omfang;
  return (
    <Answer query={query} height={420}>
      {({ table }) => {
        const id = table.services.find((s) => s.id === own)?.id ?? table.services[0]?.id;
        return id ? (
          <Service id={id} />
        ) : (
          <>
            <PageHead title={t("ui.side.tjeneste")} question={t("ui.spor.tjeneste")} />
            <p>{t("ui.tom.behov")}</p>
          </>
        );
      }}
    </Answer>
  );
}

function Service({ id }: { id: string }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const page = usePage();
  const query = useService(id);
  const zone = query.data?.places ? partOf(query.data.places, search.get("sone")).zone : "";
  return (
    <>
      <PageHead title={query.data?.name ?? t("ui.side.tjeneste")} question={t("ui.spor.tjeneste")}>
        {query.data ? (
          <>
            <ServiceSelect services={query.data.services} chosen={id} choose={(s) => put({ tjeneste: s, sone: null })} />
            {query.data.places ? (
              <ZoneSelect service={query.data.places} chosen={zone} choose={(z) => put({ sone: z || WHOLE })} />
            ) : null}
            <ShareService id={id} name={query.data.name} />
          </>
        ) : null}
      </PageHead>
      <Answer query={query} height={500}>
        {(found) => (
          <div className="rut">
            <ServiceVerdict said={found.said} service={found.places} />
            {found.places ? <Chart places={found.places} part={partOf(found.places, zone || WHOLE)} years={found.years} /> : null}
            {found.places ? (
              <div className="rut k2 dekning-og-kurer">
                <CoverageCard key={id} service={found.places} years={found.years} />
                <CuresCard key={`k-${id}`} service={found.places} />
              </div>
            ) : null}
            <Money found={found} linked>
              <ProjectsCard service={id} />
            </Money>
            <p className="liten">
              <Link to={page("behov", { tjeneste: id })}>{t("ui.alle_tjenester_behov")}</Link>
              {" · "}
              <Link to={page("drift")}>{t("ui.alle_rammer")}</Link>
            </p>
          </div>
        )}
      </Answer>
    </>
  );
}

function Chart({ places, part, years }: { places: ServicePlaces; part: Part; years: number[] }) {
  return <PlacesChart service={places} part={part} years={years} band={useNeedBand(places.id, part.zone)} />;
}

/** Frame, projects and staff side by side. */
export function Money({ found, linked, children }: { found: ServicePage; linked: boolean; children?: React.ReactNode }) {
  return (
    <div className="rut k3 tjenestekort">
      <FrameCard frame={found.frame ?? null} />
      {children}
      <div className="rut">
        <UsersCard found={found} linked={linked} />
        <StaffCard found={found} linked={linked} />
      </div>
    </div>
  );
}
