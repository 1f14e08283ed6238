import { type ReactNode, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

const NEAR = "300px";

/** Content that is made when it comes near the view, so that what is seen first is answered first; all of it when the page is
 * printed.
 */
export function InView({ height = 200, children }: { height?: number; children: ReactNode }) {
  const [seen, setSeen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (seen || !element) return;
    const show = () => setSeen(true);
    const watch = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && show(), { rootMargin: NEAR });
    watch.observe(element);
    // Before the page is unfolded for paper, so that what is made now is unfolded too.
    const printed = () => flushSync(show);
    window.addEventListener("beforeprint", printed, { capture: true });
    return () => {
      watch.disconnect();
      window.removeEventListener("beforeprint", printed, { capture: true });
    };
  }, [seen]);
  return seen ? children : <div ref={place} style={{ minHeight: height }} />;
}
