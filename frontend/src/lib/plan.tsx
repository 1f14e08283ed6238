import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { createContext, useContext } from "react";
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

/** A page of a branch, by its name. */
export function branchLink(plan: number, name: string, more = ""): string {
  return `/plan/${plan}/oversikt?gren=${encodeURIComponent(name)}${more}`;
}

/** The alternative one's party may write, which is what a new one is called. */
export function partyOf(tree: Schemas["TreeOut"]): string {
  return tree.roller.find((r) => r.rolle === "parti")?.omfang ?? "";
}

/** A change of the plan one has open: once it is made the tree is read again, and then `after` is told. */
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
