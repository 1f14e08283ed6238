/** Progress (0–1) as it was seen at a moment (ms). */
export interface Seen {
  at: number;
  progress: number;
}

const ENOUGH_S = 2;

/** Seconds that are left at the pace between two looks; null until there has been some progress for a while. */
export function secondsLeft(first: Seen | null, last: Seen | null): number | null {
  if (!first || !last) return null;
  const [seconds, done] = [(last.at - first.at) / 1000, last.progress - first.progress];
  if (seconds < ENOUGH_S || done <= 0) return null;
  return Math.max(0, ((1 - last.progress) / done) * seconds);
}
