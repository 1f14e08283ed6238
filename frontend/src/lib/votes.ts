/** The votes held so far, kept in the address: `gruppe-a.laerere:24-27,gruppe-b.klubb:v`. */
export interface Vote {
  linje: string;
  resultat: "vedtatt" | "falt";
  stemmer_for: number | null;
  stemmer_mot: number | null;
}

const SHAPE = /^([a-z0-9-]+\.[a-z0-9-]+):(?:(v|f)|(\d{0,4})-(\d{0,4}))$/;

export function votesOf(text: string | null): Vote[] {
  const found = (text ?? "").split(",").flatMap((part) => {
    const m = SHAPE.exec(part);
    if (!m?.[1]) return [];
    const [yes, no] = [m[3], m[4]].map((n) => (n ? Number(n) : null));
    return [
      { linje: m[1], resultat: m[2] === "v" ? "vedtatt" : "falt", stemmer_for: yes ?? null, stemmer_mot: no ?? null } as Vote,
    ];
  });
  return found;
}

export function votesText(votes: Vote[]): string {
  return votes
    .map((v) =>
      v.stemmer_for === null && v.stemmer_mot === null
        ? `${v.linje}:${v.resultat === "vedtatt" ? "v" : "f"}`
        : `${v.linje}:${v.stemmer_for ?? ""}-${v.stemmer_mot ?? ""}`,
    )
    .join(",");
}

/** The votes with one of them changed; null takes the vote back. */
export function withVote(votes: Vote[], linje: string, vote: Partial<Vote> | null): Vote[] {
  if (vote === null) return votes.filter((v) => v.linje !== linje);
  const own: Vote = {
    linje,
    resultat: "falt",
    stemmer_for: null,
    stemmer_mot: null,
    ...votes.find((v) => v.linje === linje),
    ...vote,
  };
  return votes.some((v) => v.linje === linje) ? votes.map((v) => (v.linje === linje ? own : v)) : [...votes, own];
}
