import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { createContext, useCallback, useContext } from "react";
import { useSearchParams } from "react-router";
import type { ApiError, Schemas } from "./api";

export const MAIN = "hovedlinje";

export interface OpenPlan {
  plan: number;
  tree: Schemas["TreeOut"];
  branch: Schemas["BranchOut"];
  version: Schemas["VersionOut"];
  /** Prices shown: fixed or current kroner. */
  fixed: boolean;
  setFixed: (fixed: boolean) => void;
  may: (action: string) => boolean;
  locked: boolean;
}

export const PlanContext = createContext<OpenPlan | null>(null);

export function usePlan(): OpenPlan {
  const found = useContext(PlanContext);
  if (!found) throw new Error("usePlan outside a plan");
  return found;
}

export function branchName(t: TFunction, name: string): string {
  return name === MAIN ? t("ui.hovedlinje") : name;
}

const KEPT = ["gren", "v", "pris"];

/** The URL of a page of the open plan, on the same branch and version and in the same prices, with the page's parameters. */
export function usePage(): (page: string, asked?: Record<string, string | number>, place?: string) => string {
  const { plan } = usePlan();
  const [search] = useSearchParams();
  const kept = JSON.stringify(KEPT.flatMap((k) => (search.get(k) ? [[k, search.get(k)]] : [])));
  return useCallback(
    (page, asked = {}, place = "") => {
      const all = new URLSearchParams(JSON.parse(kept) as [string, string][]);
      for (const [k, v] of Object.entries(asked)) all.set(k, String(v));
      const text = all.toString();
      return `/plan/${plan}/${page}${text ? `?${text}` : ""}${place ? `#${place}` : ""}`;
    },
    [plan, kept],
  );
}

/** The URL of a branch, by its name. */
export function branchLink(plan: number, name: string, more: Record<string, number> = {}): string {
  const asked = new URLSearchParams({ gren: name });
  for (const [k, v] of Object.entries(more)) asked.set(k, String(v));
  return `/plan/${plan}/oversikt?${asked}`;
}

/** The parties the user belongs to. */
export function partiesOf(tree: Schemas["TreeOut"]): string[] {
  return tree.roller.filter((r) => r.rolle === "parti").map((r) => r.omfang);
}

/** The alternative the user's party may write; the name of a new one. */
export function partyOf(tree: Schemas["TreeOut"]): string {
  return tree.roller.find((r) => r.rolle === "parti")?.omfang ?? "";
}

/** A change of the open plan: afterwards the tree is fetched again, and then `after` is called. */
export function usePlanChange<T, V = void>(change: (value: V) => Promise<T>, after: (made: T) => void) {
  const { plan } = usePlan();
  const client = useQueryClient();
  return useMutation<T, ApiError, V>({
    mutationFn: change,
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["plan", plan] });
      after(made);
    },
  });
}
