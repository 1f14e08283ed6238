/** Answers that take long and are asked for at a time. A browser keeps six connections to a server, and one is the stream of
 * what others do: were all of them taken, the page one goes to, and what one saves there, would wait for those one has left.
 */
export const MOST = 4;

/** A queue of work, of which so many are done at a time; what is given up while it waits is never begun. */
export function turns(most: number): <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  const turn = (signal: AbortSignal) =>
    new Promise<void>((begin, leave) => {
      const enter = () => {
        signal.removeEventListener("abort", give);
        busy += 1;
        begin();
      };
      const give = () => {
        waiting.splice(waiting.indexOf(enter), 1);
        leave(signal.reason);
      };
      if (signal.aborted) leave(signal.reason);
      else if (busy < most) enter();
      else {
        waiting.push(enter);
        signal.addEventListener("abort", give, { once: true });
      }
    });
  return async (signal, work) => {
    await turn(signal);
    try {
      return await work();
    } finally {
      busy -= 1;
      waiting.shift()?.();
    }
  };
}

export const inTurn = turns(MOST);
