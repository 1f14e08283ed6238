import { expect, test } from "vitest";
import { turns } from "./turns";

const settle = () => new Promise((done) => setTimeout(done));

test("so many are done at a time, in order, and one that fails or is given up leaves its place", async () => {
  const inTurn = turns(1);
  const begun: string[] = [];
  const ends: Record<string, () => void> = {};
  const ask = (name: string, stop = new AbortController()) => {
    const done = inTurn(stop.signal, () => {
      begun.push(name);
      return new Promise<string>((end, fail) => {
        ends[name] = () => (name === "a" ? fail(new Error(name)) : end(name));
      });
    });
    done.catch(() => undefined);
    return { done, stop };
  };
  const [a, b, c] = [ask("a"), ask("b"), ask("c")];
  await settle();
  expect(begun).toEqual(["a"]);
  b.stop.abort();
  await expect(b.done).rejects.toThrow();
  ends.a?.();
  await expect(a.done).rejects.toThrow("a");
  await settle();
  expect(begun).toEqual(["a", "c"]);
  ends.c?.();
  await expect(c.done).resolves.toBe("c");
  const stopped = new AbortController();
  stopped.abort();
  await expect(ask("d", stopped).done).rejects.toThrow();
  ask("e");
  await settle();
  expect(begun).toEqual(["a", "c", "e"]);
});
