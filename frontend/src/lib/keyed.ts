export interface Keyed<T> {
  key: string;
  item: T;
}

/** Each item with a key of its own: what `said` tells of it, numbered where an earlier item tells the same. */
export function keyed<T>(items: readonly T[], said: (item: T) => unknown): Keyed<T>[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const text = JSON.stringify(said(item)) ?? "";
    const earlier = seen.get(text) ?? 0;
    seen.set(text, earlier + 1);
    return { key: earlier ? `${text}#${earlier}` : text, item };
  });
}
