import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, api, type Draft, got, type Question, type Schemas, type Series, type Variant } from "./api";
import { EMPTY, size, useDraft } from "./draft";
import { usePlan } from "./plan";
import { previousOf } from "./split";
import { inTurn } from "./turns";

export interface Numbers {
  answer: Schemas["NumbersOut"];
  /** The series of a quantity and element; undefined when it was not requested. */
  of: (name: string, axes?: Record<string, string>, statistic?: string) => Series | undefined;
  every: (name: string) => Series[];
}

/** Whether a series is of the asked element; its variant counts only where one is asked for. */
function same(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(b);
  return keys.every((k) => a[k] === b[k]) && Object.keys(a).filter((k) => k !== "variant" || k in b).length === keys.length;
}

function numbersOf(answer: Schemas["NumbersOut"]): Numbers {
  return {
    answer,
    of: (name, axes = {}, statistic) =>
      answer.serier.find((s) => s.navn === name && same(s.akser, axes) && (!statistic || s.statistikk === statistic)),
    every: (name) => answer.serier.filter((s) => s.navn === name),
  };
}

/** The last known value of something that may be missing for a while. */
export function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef(value);
  if (value !== undefined) last.current = value;
  return last.current;
}

type Asked = Pick<UseQueryResult<unknown, ApiError>, "data" | "isPlaceholderData">;

/** Whether answers are of what was asked for: an earlier answer that is kept meanwhile, or none at all, is no result. */
export function isFresh(...asked: Asked[]): boolean {
  return asked.every((q) => q.data !== undefined && !q.isPlaceholderData);
}

/** A version with a draft, as the routes take it. */
type DraftRequest = {
  params: { path: { versjon: number } };
  body: { utkast: Draft };
  signal: AbortSignal;
};

/** What a route answers about a version (the open one when left out) with a draft, in the reader's language; the last answer
 * is kept
 * until the next is there. */
export function useAnswer<T>(
  name: string,
  draft: Draft,
  ask: (asked: DraftRequest) => Promise<{ data?: T; error?: unknown; response: Response }>,
  { enabled = true, of }: { enabled?: boolean; of?: number } = {},
): UseQueryResult<T, ApiError> {
  const { version } = usePlan();
  const { i18n } = useTranslation();
  const asked = of ?? version.id;
  return useQuery({
    enabled,
    queryKey: [name, asked, draft, i18n.language],
    queryFn: ({ signal }) =>
      inTurn(signal, () => got(ask({ params: { path: { versjon: asked } }, body: { utkast: draft }, signal }))),
    placeholderData: keepPreviousData,
  });
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
          body: { utkast: draft, sporringer: questions },
          signal,
        }),
      ).then(numbersOf),
    placeholderData: keepPreviousData,
  });
}

/** Series of the shown draft and of its base version; the latter only when something is changed. */
export function useNumbers(questions: Question[]): {
  now: UseQueryResult<Numbers, ApiError>;
  base: Numbers | undefined;
  before: Numbers | undefined;
  fresh: boolean;
} {
  const { shown } = useDraft();
  const key = JSON.stringify(questions);
  // Queries are compared by content, so a page may create them anew at each render.
  const asked = useMemo(() => JSON.parse(key) as Question[], [key]);
  const now = useAsked(shown, asked);
  const base = useAsked(EMPTY, asked);
  // Until a first answer of the draft is there, the version's own numbers are shown: they are no «before» of themselves.
  const before = size(shown) && now.data !== base.data ? base.data : undefined;
  return { now, base: base.data, before, fresh: isFresh(now) };
}

/** The one verdict on a draft. It takes a search, so pages ask for it by itself and show the yearly numbers first. */
function useJudged(
  draft: Draft,
  where: { enabled?: boolean; of?: number } = {},
): UseQueryResult<Schemas["VerdictOut"], ApiError> {
  return useAnswer("dom", draft, (asked) => api.POST("/api/versjoner/{versjon}/dom", asked), where);
}

/** The verdict on what is shown, and on the version without the draft. */
export function useVerdict(): { now: UseQueryResult<Schemas["VerdictOut"], ApiError>; base: Schemas["VerdictOut"] | undefined } {
  const { shown } = useDraft();
  const now = useJudged(shown);
  const base = useJudged(EMPTY, { enabled: size(shown) === 0 || now.isSuccess });
  return { now, base: base.data };
}

/** Whether the verdict, and the answers given, are of the draft that is shown. Nothing else may be printed as an effect of it. */
export function useFresh(...asked: Asked[]): boolean {
  const { now } = useVerdict();
  return isFresh(now, ...asked);
}

/** The plan's price year, once an answer has told it. */
export function usePriceYear(): number | undefined {
  return useVerdict().now.data?.om.prisaar;
}

/** The verdict on the version before the open one, and its id; null without one. */
export function usePreviousVerdict(): { id: number | null; found: Schemas["VerdictOut"] | undefined } {
  const { tree, version } = usePlan();
  const { now } = useVerdict();
  const id = previousOf(tree, version)?.id ?? null;
  const { data } = useJudged(EMPTY, { enabled: id !== null && now.isSuccess, of: id ?? undefined });
  return { id, found: id === null ? undefined : data };
}

/** What the plan leaves out, priced. It takes several searches, so it is asked for when the verdict is there. */
export function useUnpriced(): {
  now: UseQueryResult<Schemas["UnpricedOut"], ApiError>;
  base: Schemas["UnpricedOut"] | undefined;
} {
  const { draft } = useDraft();
  const { now: judged } = useVerdict();
  const ask = (asked: DraftRequest) => api.POST("/api/versjoner/{versjon}/uprisede", asked);
  const now = useAnswer("uprisede", draft, ask, { enabled: judged.isSuccess });
  const base = useAnswer("uprisede", EMPTY, ask, { enabled: now.isSuccess });
  return { now, base: base.data };
}

/** What must be decided this year. It takes a search for each project, so pages ask for it by itself. */
export function useDue(): UseQueryResult<Schemas["DueOut"], ApiError> {
  return useAnswer("maa-bestemmes", useDraft().draft, (asked) => api.POST("/api/versjoner/{versjon}/maa-bestemmes", asked));
}

/** The measures followed up, and the need by them. It takes a search, so pages ask for it by itself. */
export function useMeasures(): UseQueryResult<Schemas["FollowUpOut"], ApiError> {
  return useAnswer("tiltak", useDraft().shown, (asked) => api.POST("/api/versjoner/{versjon}/tiltak", asked));
}

export function useWaiting(): UseQueryResult<Schemas["WaitingOut"], ApiError> {
  return useAnswer("vente", useDraft().draft, (asked) => api.POST("/api/versjoner/{versjon}/vente", asked));
}

export function useOverview(): UseQueryResult<Schemas["OverviewOut"], ApiError> {
  return useAnswer("oversikt", useDraft().shown, (asked) => api.POST("/api/versjoner/{versjon}/oversikt", asked));
}

export function useBeside(): UseQueryResult<Schemas["BesideOut"], ApiError> {
  return useAnswer("naboer", useDraft().shown, (asked) => api.POST("/api/versjoner/{versjon}/naboer", asked));
}

export function useComposition(): UseQueryResult<Schemas["CompositionOut"], ApiError> {
  return useAnswer("sammensetning", useDraft().draft, (asked) => api.POST("/api/versjoner/{versjon}/sammensetning", asked));
}

export function useBridge(): UseQueryResult<Schemas["BridgeOut"], ApiError> {
  return useAnswer("bro", useDraft().shown, (asked) => api.POST("/api/versjoner/{versjon}/bro", asked));
}

export function useUncertainty(
  names: string[],
  chances: boolean,
  variant?: Variant,
  { enabled = true, of }: { enabled?: boolean; of?: Draft } = {},
): UseQueryResult<Schemas["UncertaintyOut"], ApiError> {
  const { version } = usePlan();
  const shown = useDraft().draft;
  const draft = of ?? shown;
  const { i18n } = useTranslation();
  return useQuery({
    enabled,
    queryKey: ["usikkerhet", version.id, draft, names, chances, variant, i18n.language],
    queryFn: ({ signal }) =>
      inTurn(signal, () =>
        got(
          api.POST("/api/versjoner/{versjon}/usikkerhet", {
            params: { path: { versjon: version.id }, query: { variant } },
            body: { utkast: draft, navn: names, sjanser: chances },
            signal,
          }),
        ),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

export type Project = Schemas["ProjectRow"];

/** The projects of the draft and of an open form; a bar that is being dragged causes no new request. */
export function useProjects(): UseQueryResult<Project[], ApiError> {
  const { version } = usePlan();
  const { typed } = useDraft();
  return useQuery({
    queryKey: ["prosjekter", version.id, typed],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/prosjekter", {
          params: { path: { versjon: version.id } },
          body: { utkast: typed },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}
