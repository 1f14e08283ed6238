import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Source } from "../components/number";
import { type ApiError, api, got, type Schemas } from "./api";
import { usePlan } from "./plan";

export type Split = Schemas["SplitOut"];
export type Part = Schemas["PartOut"];
export const WAYS = ["rekkefoelge", "fri"] as const;
export type Way = (typeof WAYS)[number];

/** The two sides of a comparison. */
export interface Sides {
  before: Source;
  after: Source;
}

/** The sides as the routes take them. */
export function asked({ before, after }: Sides) {
  return { fra: before.version, til: after.version, utkast_fra: before.draft, utkast_til: after.draft };
}

/** The change of a number between two sides, by cause; the lasting need without a name. In the prices chosen in the header. */
export function useSplit(
  sides: Sides,
  name: string | null,
  year: number | null,
  enabled: boolean,
): UseQueryResult<Split, ApiError> {
  const { fixed } = usePlan();
  const { i18n } = useTranslation();
  return useQuery({
    enabled,
    queryKey: ["aarsaker", sides, name, year, fixed, i18n.language],
    queryFn: ({ signal }) =>
      got(api.POST("/api/sammenligning/aarsaker", { body: { ...asked(sides), navn: name, aar: year, faste: fixed }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

/** A cause of a split by its parts. */
export function useCause(sides: Sides, split: Split, cause: string): UseQueryResult<Schemas["CauseSplitOut"], ApiError> {
  const { i18n } = useTranslation();
  const chosen = { navn: split.navn, aar: split.valgt_aar, faste: split.prisaar !== 0, gruppe: cause };
  return useQuery({
    queryKey: ["aarsak", sides, chosen, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/sammenligning/aarsak", { body: { ...asked(sides), ...chosen }, signal })),
    staleTime: Infinity,
  });
}

/** A bar of a waterfall: from one level to another, in the unit of the number. */
export interface Bar {
  id: string;
  label: string;
  text: string;
  from: number;
  to: number;
  end: boolean;
}

/** The bars of a split: both ends from nought, and between them each cause from the sum before it to the sum after it. */
export function barsOf(split: Split, way: Way): Bar[] {
  let level = split.foer.verdi ?? 0;
  const ends = split.ender;
  const causes = split.deler.map((p) => {
    const to = (way === "fri" ? p.sum_fri : p.sum_rekkefoelge).verdi ?? level;
    const bar = { id: p.gruppe, label: p.etikett, text: p[way].trykt, from: level, to, end: false };
    level = to;
    return bar;
  });
  const end = (id: string, label: string, { verdi, trykt }: Schemas["PrintedOut"]): Bar => ({
    id,
    label,
    text: trykt,
    from: 0,
    to: verdi ?? 0,
    end: true,
  });
  return [end("foer", ends[0] ?? "", split.foer), ...causes, end("etter", ends[1] ?? "", split.etter)];
}

/** Where the axis begins: at nought, or higher where every level is far above it. */
export function beginOf(bars: Bar[]): number {
  const levels = bars.flatMap((b) => (b.end ? [b.to] : [b.from, b.to]));
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  if (low <= 0 || high - low > 0.3 * high) return 0;
  const step = 10 ** Math.floor(Math.log10(high - low || high));
  return Math.max(0, Math.floor((low - (high - low) * 0.4) / step) * step);
}

/** The plan before a version: the nearest earlier one that is locked, else the one it was made from. */
export function previousOf(tree: Schemas["TreeOut"], version: Schemas["VersionOut"]): Schemas["VersionOut"] | null {
  const known = new Map(tree.versjoner.map((v) => [v.id, v]));
  const parent = version.forelder === null ? undefined : known.get(version.forelder);
  for (let v = parent; v; v = v.forelder === null ? undefined : known.get(v.forelder)) if (v.laaser.length) return v;
  return parent ?? null;
}
