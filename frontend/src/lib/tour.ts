/** The steps of the tour: what they point at, with texts `ui.omvisning.<id>`. */
export const STEPS = [
  { id: "dommen", at: "main .dom" },
  { id: "tallet", at: "main .stortall" },
  { id: "menyen", at: ".ramme > .meny, .bunnlinje" },
  { id: "hvaom", at: ".topp .knapp[aria-keyshortcuts=H]" },
  { id: "lagre", at: ".topp .plan, .planrad .plan" },
] as const;

const KEPT = "ldip.omvisning";

/** Whether a user has seen the tour, or has said no. */
export function toured(user: string): boolean {
  const seen = localStorage.getItem(KEPT) ?? "";
  return seen === "ferdig" || seen.split("|").includes(user);
}

/** Remember that a user has seen the tour; several may share a browser. */
export function keepToured(user: string): void {
  if (toured(user)) return;
  const seen = localStorage.getItem(KEPT);
  localStorage.setItem(KEPT, [...(seen ? seen.split("|") : []), user.replaceAll("|", " ")].slice(-20).join("|"));
}
