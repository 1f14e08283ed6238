import { useEffect } from "react";

/** A text as CSS writes it. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&").replace(/\n/g, " ")}"`;

/** Open what is folded; what folds it again. */
function unfolded(): (() => void)[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")].map((part) => {
    part.open = true;
    return () => {
      part.open = false;
    };
  });
}

/** Let the drawings take the width of the paper, which their own code does not know; what gives it back to them. */
function scaled(): (() => void)[] {
  return [...document.querySelectorAll<SVGElement>("main .tegning svg[width]:not([viewBox])")].map((svg) => {
    const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.maxWidth = `${Number(width) * 1.2}px`;
    return () => {
      svg.removeAttribute("viewBox");
      svg.style.maxWidth = "";
    };
  });
}

/** Paper has a stamp and a number on every sheet, and what is folded is open while it is printed. */
export function usePrinting(stamp: string, sheet: string): void {
  useEffect(() => {
    const style = new CSSStyleSheet();
    const number = `${quoted(`${sheet} `)} counter(page) " / " counter(pages)`;
    const font = "font: 7.5pt Inter, sans-serif; color: #55585c;";
    style.replaceSync(
      `@page { @bottom-left { content: ${quoted(stamp)}; ${font} } @bottom-right { content: ${number}; ${font} } }`,
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
    let undo: (() => void)[] = [];
    const open = () => {
      undo = [...undo, ...unfolded(), ...scaled()];
    };
    // What is answered while the page is printed is unfolded when it comes.
    const late = new MutationObserver(open);
    const before = () => {
      open();
      const main = document.querySelector("main");
      if (main) late.observe(main, { childList: true, subtree: true });
    };
    const after = () => {
      late.disconnect();
      for (const back of undo) back();
      undo = [];
    };
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      late.disconnect();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== style);
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, [stamp, sheet]);
}
