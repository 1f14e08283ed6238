import { api, type Schemas } from "./api";

/** Log out here, and at the identity provider when the session began there. */
export async function leave(me: Schemas["MeOut"] | undefined): Promise<void> {
  await api.POST("/api/utlogging");
  window.location.assign(me?.maate === "oidc" ? "/api/oidc/slutt" : "/");
}
