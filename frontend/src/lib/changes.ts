import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, got } from "./api";
import { size, useDraft } from "./draft";
import { usePlan } from "./plan";

/** The number of real changes of the open draft, as the server counts them; until it answers, of the edits.
 *
 * A draft that turns out to change nothing is emptied, so that nobody is asked to save it. */
export function useChanges(): number {
  const { version } = usePlan();
  const { draft, empty } = useDraft();
  const some = size(draft) > 0;
  const counted = useQuery({
    queryKey: ["endret", version.id, draft],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/endret", {
          params: { path: { versjon: version.id } },
          body: { utkast: draft },
          signal,
        }),
      ),
    enabled: some,
    staleTime: Infinity,
  });
  const none = some && counted.data?.antall === 0;
  useEffect(() => {
    if (none) empty(draft);
  }, [none, empty, draft]);
  return some ? (counted.data?.antall ?? size(draft)) : 0;
}
