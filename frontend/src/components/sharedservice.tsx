import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { usePut } from "../lib/address";
import { type ApiError, api, got } from "../lib/api";
import type { ServicePage } from "../lib/places";
import { CoverageCard } from "./coverage";
import { LanguageChoice } from "./language";
import { PlacesChart, partOf, WHOLE } from "./placeschart";
import { FrameCard } from "./serviceframe";
import { ServiceVerdict, ZoneSelect } from "./servicelist";
import { StaffCard, UsersCard } from "./servicestaff";
import { Answer } from "./state";
import "../styles/places.css";

/** The page of the one service that a link is made for: nothing to change, and nothing of the rest of the plan. */
export default function SharedService() {
  const { token = "" } = useParams();
  const { i18n } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const query = useQuery<ServicePage, ApiError>({
    queryKey: ["delt tjeneste", token, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/delt/{token}/tjeneste", { params: { path: { token } }, signal })),
  });
  useEffect(() => {
    document.title = `${query.data?.name ?? "LDIP"} – LDIP`;
  }, [query.data?.name]);
  return (
    <main className="alene bred">
      <Answer query={query} height={500}>
        {(found) => {
          const places = found.places;
          const part = places ? partOf(places, search.get("sone")) : null;
          return (
            <div className="rut">
              <h1>{found.name}</h1>
              <p className="dus">
                {found.run.kommune} · {found.run.plan}
              </p>
              <ServiceVerdict said={found.said} service={places ?? null} />
              {places && part ? (
                <>
                  <ZoneSelect service={places} chosen={part.zone} choose={(z) => put({ sone: z || WHOLE })} />
                  <PlacesChart service={places} part={part} years={found.years} band={null} linked={false} />
                  <CoverageCard service={places} years={found.years} />
                </>
              ) : null}
              <div className="rut k3 tjenestekort">
                <FrameCard frame={found.frame ?? null} />
                <UsersCard found={found} linked={false} />
                <StaffCard found={found} linked={false} />
              </div>
              {found.run.merknad ? <p className="liten dus">{found.run.merknad}</p> : null}
            </div>
          );
        }}
      </Answer>
      <p className="liten">
        <LanguageChoice />
      </p>
    </main>
  );
}
