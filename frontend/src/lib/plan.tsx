import { createContext, useContext } from "react";
import type { Schemas } from "./api";

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
