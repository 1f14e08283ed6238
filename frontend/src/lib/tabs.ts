import { useEffect } from "react";

/** The chosen tab of a row that is wider than the screen stays in view. */
export function useChosenTab(): void {
  useEffect(() => {
    const main = document.querySelector("main");
    if (!main) return;
    let last: Element | null = null;
    const show = () => {
      const chosen = main.querySelector<HTMLElement>("[role=tab][aria-selected=true]");
      const row = chosen?.closest<HTMLElement>("[role=tablist]");
      if (!chosen || !row || chosen === last) return;
      last = chosen;
      row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
    };
    const observer = new MutationObserver(show);
    observer.observe(main, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-selected"] });
    show();
    return () => observer.disconnect();
  }, []);
}
