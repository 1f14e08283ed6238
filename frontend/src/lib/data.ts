import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { api, got, type ApiError, type Draft, type Question, type Schemas, type Series, type Variant } from "./api";
import { EMPTY, size, useDraft } from "./draft";
import { usePlan } from "./plan";

export interface Numbers {
  answer: Schemas["NumbersOut"];
  /** The series of a quantity and element; undefined when it was not requested. */
  of: (name: string, axes?: Record<string, string>, statistic?: string) => Series | undefined;
  every: (name: string) => Series[];
}

function same(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(b);
  return keys.every((k) => a[k] === b[k]) && Object.keys(a).length === keys.length;
}

function numbersOf(answer: Schemas["NumbersOut"]): Numbers {
  return {
    answer,
    of: (name, axes = {}, statistic) =>
      answer.serier.find((s) => s.navn === name && same(s.akser, axes) && (!statistic || s.statistikk === statistic)),
    every: (name) => answer.serier.filter((s) => s.navn === name),
  };
}

// Every response includes the strip, so a page that requests numbers has the strip too: one run serves both.
const strips = new Map<string, Numbers>();
const listeners = new Set<() => void>();
const NONE: Question[] = [];
let askers = 0;

function notify(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The last known value of something that may be missing for a while. */
export function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef(value);
  if (value !== undefined) last.current = value;
  return last.current;
}

function useAsked(draft: Draft, questions: Question[], enabled = true): UseQueryResult<Numbers, ApiError> {
  const { version } = usePlan();
  const { i18n } = useTranslation();
  return useQuery({
    enabled,
    queryKey: ["tall", version.id, draft, questions, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/tall", {
          params: { path: { versjon: version.id } },
          body: { utkast: draft, sporringer: questions, stripe: true },
          signal,
        }),
      ).then(numbersOf),
    placeholderData: keepPreviousData,
  });
}

/** Series of the shown draft and of its base version; the latter only when something is changed. */
export function useNumbers(questions: Question[]): { now: UseQueryResult<Numbers, ApiError>; base: Numbers | undefined; before: Numbers | undefined } {
  const { shown } = useDraft();
  const key = JSON.stringify(questions);
  // Queries are compared by content, so a page may create them anew at each render.
  const asked = useMemo(() => JSON.parse(key) as Question[], [key]);
  const now = useAsked(shown, asked);
  const base = useAsked(EMPTY, asked);
  const place = useStripKey(shown);
  const basePlace = useStripKey(EMPTY);
  useEffect(() => {
    askers += 1;
    notify();
    return () => {
      askers -= 1;
      notify();
    };
  }, []);
  useEffect(() => {
    if (now.data && !now.isPlaceholderData) strips.set(place, now.data);
    if (base.data && !base.isPlaceholderData) strips.set(basePlace, base.data);
    notify();
  }, [now.data, now.isPlaceholderData, base.data, base.isPlaceholderData, place, basePlace]);
  return { now, base: base.data, before: size(shown) ? base.data : undefined };
}

function useStripKey(draft: Draft): string {
  const { version } = usePlan();
  const { i18n } = useTranslation();
  return JSON.stringify([version.id, i18n.language, draft]);
}

/** The strip: from the page's own response where it requests series, else requested alone. */
export function useStrip(): { now: Numbers | undefined; base: Numbers | undefined } {
  const { shown } = useDraft();
  const paged = useSyncExternalStore(subscribe, () => askers > 0);
  const place = useStripKey(shown);
  const basePlace = useStripKey(EMPTY);
  const now = useSyncExternalStore(subscribe, () => strips.get(place));
  const base = useSyncExternalStore(subscribe, () => strips.get(basePlace));
  const alone = useAsked(shown, NONE, !paged);
  const aloneBase = useAsked(EMPTY, NONE, !paged);
  return { now: now ?? alone.data, base: base ?? aloneBase.data };
}

export function useOverview(variant?: Variant): UseQueryResult<Schemas["OverviewOut"], ApiError> {
  const { version } = usePlan();
  const { shown } = useDraft();
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["oversikt", version.id, shown, variant, i18n.language],
    queryFn: ({ signal }) =>
      got(api.POST("/api/versjoner/{versjon}/oversikt", { params: { path: { versjon: version.id }, query: { variant } }, body: { utkast: shown }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useBridge(): UseQueryResult<Schemas["BridgeOut"], ApiError> {
  const { version } = usePlan();
  const { shown } = useDraft();
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["bro", version.id, shown, i18n.language],
    queryFn: ({ signal }) =>
      got(api.POST("/api/versjoner/{versjon}/bro", { params: { path: { versjon: version.id } }, body: { utkast: shown }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useUncertainty(names: string[], chances: boolean, variant?: Variant): UseQueryResult<Schemas["UncertaintyOut"], ApiError> {
  const { version } = usePlan();
  const { draft } = useDraft();
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["usikkerhet", version.id, draft, names, chances, variant, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/usikkerhet", {
          params: { path: { versjon: version.id }, query: { variant } },
          body: { utkast: draft, navn: names, sjanser: chances },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

export type Project = Schemas["ProjectRow"];

/** The projects of the draft; a bar that is being dragged causes no new request. */
export function useProjects(): UseQueryResult<Project[], ApiError> {
  const { version } = usePlan();
  const { draft } = useDraft();
  return useQuery({
    queryKey: ["prosjekter", version.id, draft],
    queryFn: ({ signal }) => got(api.POST("/api/versjoner/{versjon}/prosjekter", { params: { path: { versjon: version.id } }, body: { utkast: draft }, signal })),
    placeholderData: keepPreviousData,
  });
}
