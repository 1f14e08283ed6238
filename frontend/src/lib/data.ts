import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, got, type ApiError, type Draft, type Question, type Schemas, type Series } from "./api";
import { EMPTY, useDraft } from "./draft";
import { usePlan } from "./plan";

export interface Numbers {
  answer: Schemas["NumbersOut"];
  /** The series of a quantity and element; undefined when it was not asked for. */
  of: (name: string, axes?: Record<string, string>, statistic?: string) => Series | undefined;
  every: (name: string) => Series[];
}

function same(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(b);
  return keys.every((k) => a[k] === b[k]) && Object.keys(a).length === keys.length;
}

export function numbersOf(answer: Schemas["NumbersOut"]): Numbers {
  return {
    answer,
    of: (name, axes = {}, statistic) =>
      answer.serier.find((s) => s.navn === name && same(s.akser, axes) && (!statistic || s.statistikk === statistic)),
    every: (name) => answer.serier.filter((s) => s.navn === name),
  };
}

function useAsked(draft: Draft, questions: Question[], strip: boolean): UseQueryResult<Numbers, ApiError> {
  const { version } = usePlan();
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["tall", version.id, draft, questions, strip, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/tall", {
          params: { path: { versjon: version.id } },
          body: { utkast: draft, sporringer: questions, stripe: strip },
          signal,
        }),
      ).then(numbersOf),
    placeholderData: keepPreviousData,
  });
}

/** Series of the draft somebody looks at, and the same of the version it was made upon. */
export function useNumbers(questions: Question[]): { now: UseQueryResult<Numbers, ApiError>; base: Numbers | undefined; changed: boolean } {
  const { shown } = useDraft();
  const key = JSON.stringify(questions);
  // The questions are compared by what they say, so a page may write them anew each time it is drawn.
  const asked = useMemo(() => JSON.parse(key) as Question[], [key]);
  const now = useAsked(shown, asked, true);
  const base = useAsked(EMPTY, asked, true);
  return { now, base: base.data, changed: JSON.stringify(shown) !== "{}" };
}

/** The strip alone, on pages that ask for no series. */
export function useStrip(): { now: UseQueryResult<Numbers, ApiError>; base: Numbers | undefined } {
  const { shown } = useDraft();
  const none = useMemo<Question[]>(() => [], []);
  return { now: useAsked(shown, none, true), base: useAsked(EMPTY, none, true).data };
}

export function useOverview(): UseQueryResult<Schemas["OverviewOut"], ApiError> {
  const { version } = usePlan();
  const { shown } = useDraft();
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["oversikt", version.id, shown, i18n.language],
    queryFn: ({ signal }) =>
      got(api.POST("/api/versjoner/{versjon}/oversikt", { params: { path: { versjon: version.id } }, body: { utkast: shown }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useUncertainty(names: string[], chances: boolean, variant?: Draft["variant"]): UseQueryResult<Schemas["UncertaintyOut"], ApiError> {
  const { version } = usePlan();
  const { draft } = useDraft();
  const { i18n } = useTranslation();
  const asked = variant ? { ...draft, variant } : draft;
  return useQuery({
    queryKey: ["usikkerhet", version.id, asked, names, chances, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/usikkerhet", {
          params: { path: { versjon: version.id } },
          body: { utkast: asked, navn: names, sjanser: chances },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}
