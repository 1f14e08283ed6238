import { expect, test } from "vitest";
import { votesOf, votesText, withVote } from "./votes";

test("votes survive the address, with and without counts", () => {
  const votes = withVote(withVote([], "a.en", { resultat: "vedtatt" }), "b.to", { stemmer_for: 24, stemmer_mot: 27 });
  expect(votesText(votes)).toBe("a.en:v,b.to:24-27");
  expect(votesOf(votesText(votes))).toEqual(votes);
  expect(votesOf("tull,a.en:x,A.B:v,")).toEqual([]);
});

test("a vote is changed in its place, and taken back", () => {
  const votes = votesOf("a.en:v,b.to:f");
  expect(votesText(withVote(votes, "a.en", { resultat: "falt" }))).toBe("a.en:f,b.to:f");
  expect(votesText(withVote(votes, "a.en", { stemmer_for: 3 }))).toBe("a.en:3-,b.to:f");
  expect(votesText(withVote(votes, "a.en", null))).toBe("b.to:f");
});
