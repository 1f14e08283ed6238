import { useCallback } from "react";
import { useSearchParams } from "react-router";
import type { Series } from "./api";

/** The address of a number: name, year, statistic and axes, as the server parses it. */
export function address(name: string, year: number, statistic = "basis", axes: Record<string, string> = {}): string {
  const places = Object.entries(axes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}=${v}`);
  return [name, year, statistic, ...places].join("/");
}

/** The quantity an address is of. */
export function nameAt(where: string): string {
  return where.split("/", 1)[0] ?? "";
}

export function addressOf(s: Series, year: number): string {
  return address(s.navn, year, s.statistikk, s.akser);
}

/** Set values in the page's own URL; null or an empty value removes a key. */
export function usePut(): (values: Record<string, string | null | undefined>, replace?: boolean) => void {
  const [, setSearch] = useSearchParams();
  return useCallback(
    (values, replace = false) =>
      setSearch(
        (search) => {
          for (const [key, value] of Object.entries(values)) {
            if (value) search.set(key, value);
            else search.delete(key);
          }
          return search;
        },
        { replace },
      ),
    [setSearch],
  );
}
