import { type ReactNode, useEffect, useRef, useState } from "react";

/** Content that is made, and so asked for, when its place comes near the screen. */
export function WhenSeen({ height, children }: { height: number; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (seen || !element) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), { rootMargin: "200px" });
    watch.observe(element);
    return () => watch.disconnect();
  }, [seen]);
  if (seen) return children;
  return <div ref={place} style={{ minHeight: height }} />;
}
