import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Source } from "../components/number";
import { type ApiError, api, type Draft, got, type Schemas } from "./api";
import { useDraft } from "./draft";
import { usePlan } from "./plan";
import type { RowPath } from "./rows";

export type ExplainedNumber = Schemas["CardOut"];

interface Asked {
  version: number;
  draft: Draft;
  language: string;
}

/** The version and draft that explanations are of, and the reader's language. */
export function useExplainedIn(of?: Source): Asked {
  const open = usePlan();
  const { shown } = useDraft();
  const { i18n } = useTranslation();
  return { version: of?.version ?? open.version.id, draft: of?.draft ?? shown, language: i18n.language };
}

/** The query of one card. */
export function cardQuery({ version, draft, language }: Asked, address: string) {
  return {
    queryKey: ["forklaring", version, draft, address, language],
    queryFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/forklaring/kort", {
          params: { path: { versjon: version } },
          body: { utkast: draft, adresse: address },
        }),
      ),
    enabled: address !== "",
  };
}

export function useCard(address: string, of?: Source) {
  const asked = useExplainedIn(of);
  return useQuery<ExplainedNumber, ApiError>(cardQuery(asked, address));
}

/** Most cards of a way from a number to a row. */
export const MOST_STEPS = 4;

/** The cards from a number to the nearest row that can be changed. */
export function useWay(address: string, steps: number) {
  const { version, draft, language } = useExplainedIn();
  return useQuery<ExplainedNumber[], ApiError>({
    queryKey: ["forklaring", "vei", version, draft, address, steps, language],
    queryFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/forklaring/vei", {
          params: { path: { versjon: version } },
          body: { utkast: draft, adresse: address, steg: steps },
        }),
      ),
    enabled: address !== "",
  });
}

/** A row of a card as the link to it takes it. */
export function rowPath(row: Schemas["EditableOut"]): RowPath {
  return row.linje ? { line: row.linje } : row.sti;
}

/** A trail after a term of the card at a place was opened: the cards after that place give way. */
export function followed(trail: readonly string[], place: number, address: string): string[] {
  const kept = trail.slice(0, place + 1);
  const before = kept.indexOf(address);
  return before >= 0 ? kept.slice(0, before + 1) : [...kept, address];
}

/** A sentence in parts: every second one is a number, which is printed bold. */
export function numbersIn(sentence: string): string[] {
  return sentence.split(/((?<![\p{L}\d])[−-]?\d[\d\u00a0.,]*\d(?:\u00a0%)?|(?<![\p{L}\d])[−-]?\d(?:\u00a0%)?)/u);
}
