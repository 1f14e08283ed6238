import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type ApiError, api, got, type Schemas } from "./api";

/** Who uses the pages. */
export function useMe(): UseQueryResult<Schemas["MeOut"], ApiError> {
  return useQuery({ queryKey: ["meg"], queryFn: () => got(api.GET("/api/meg")) });
}

/** Log out here, and at the identity provider when the session began there. */
export async function leave(me: Schemas["MeOut"] | undefined): Promise<void> {
  await api.POST("/api/utlogging");
  window.location.assign(me?.maate === "oidc" ? "/api/oidc/slutt" : "/");
}
