import { type ReactNode, useEffect, useRef, useState } from "react";

const NEAR = "300px";

/** Content that is made when it comes near the view, so that what is seen first is answered first; all of it when the page is printed. */
export function InView({ height = 200, children }: { height?: number; children: ReactNode }) {
  const [seen, setSeen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (seen || !element) return;
    const show = () => setSeen(true);
    const watch = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && show(), { rootMargin: NEAR });
    watch.observe(element);
    window.addEventListener("beforeprint", show);
    return () => {
      watch.disconnect();
      window.removeEventListener("beforeprint", show);
    };
  }, [seen]);
  return seen ? children : <div ref={place} style={{ minHeight: height }} />;
}
