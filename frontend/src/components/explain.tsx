import { Button } from "@digdir/designsystemet-react";
import { useQueries } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { cardQuery, followed, useCard, useExplainedIn } from "../lib/explained";
import { usePage } from "../lib/plan";
import { LinkButton } from "./bits";
import { Comments } from "./comments";
import { type Crumb, Crumbs, ExplainCard } from "./explaincard";
import type { Asked } from "./number";
import { Failure } from "./state";

const TITLE = "forklar-tittel";

/** The explanation beside the number, one card at a time. */
export function ExplainPanel({ asked, close }: { asked: Asked; close: () => void }) {
  const { t } = useTranslation();
  const [trail, setTrail] = useState<string[]>([asked.address]);
  const panel = useRef<HTMLDivElement>(null);
  const root = trail.at(-1) ?? asked.address;
  const query = useCard(root, asked.of);
  const crumbs = useCrumbs(trail, asked);

  useEffect(() => setTrail([asked.address]), [asked]);
  useEffect(() => {
    asked.anchor.classList.add("valgt");
    panel.current?.focus();
    return () => asked.anchor.classList.remove("valgt");
  }, [asked]);
  useLayoutEffect(() => place(panel.current, asked.anchor), [asked]);
  const leave = useCallback(() => {
    close();
    asked.anchor.focus();
  }, [close, asked]);
  // Opening a term removes the focused element; focus stays in the panel, and Esc is handled everywhere.
  useEffect(() => {
    if (trail.length > 1) panel.current?.focus();
  }, [trail]);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.key === "Escape" && !document.querySelector("dialog[open]")) leave();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, [leave]);
  return (
    <div ref={panel} className="forklar" role="dialog" aria-modal="false" aria-labelledby={TITLE} tabIndex={-1}>
      <div className="forklar-topp">
        <span className="liten dus">{t("ui.forklar_tallet_tittel")}</span>
        <Button variant="tertiary" data-size="sm" onClick={leave} aria-label={t("ui.lukk")}>
          ✕
        </Button>
      </div>
      {trail.length > 1 ? <Crumbs crumbs={crumbs} go={(i) => setTrail(trail.slice(0, i + 1))} /> : null}
      {query.error ? <Failure error={query.error} /> : null}
      {query.data ? (
        <>
          <ExplainCard
            key={root}
            card={query.data}
            id={TITLE}
            linked={!asked.of}
            go={(a) => setTrail(followed(trail, trail.length - 1, a))}
          />
          <More asked={asked} trail={trail} name={query.data.navn} />
          <Comments places={[{ sted: root, navn: "" }]} of={asked.of?.version} />
        </>
      ) : query.error ? null : (
        <p id={TITLE}>{t("ui.regner")}</p>
      )}
    </div>
  );
}

/** The crumbs of a trail in words and figures, its addresses until they are known. */
function useCrumbs(trail: readonly string[], asked: Asked): Crumb[] {
  const inside = useExplainedIn(asked.of);
  const cards = useQueries({ queries: trail.map((address) => cardQuery(inside, address)) });
  return trail.map((address, i) => ({ address, text: cards[i]?.data?.smule ?? "…" }));
}

function More({ asked, trail, name }: { asked: Asked; trail: readonly string[]; name: string }) {
  const { t } = useTranslation();
  const page = usePage();
  const [first = "", ...way] = trail;
  const whole = page("forklaring", { adresse: first, ...(way.length ? { vei: way.join(" ") } : {}) });
  return (
    <div className="lenker">
      <LinkButton onClick={() => void navigator.clipboard?.writeText(trail.at(-1) ?? "")}>{t("ui.kopier_adresse")}</LinkButton>
      <Link className="som-lenke" to={page("ordbok", { ord: name })}>
        {t("ui.slik_regnes_det")}
      </Link>
      {asked.of ? null : (
        <Link className="som-lenke" to={whole}>
          {t("ui.aapne_hel_side")}
        </Link>
      )}
    </div>
  );
}

/** Beside the number where there is room; on a phone the panel fills the screen. */
function place(element: HTMLElement | null, anchor: HTMLElement): void {
  if (!element || window.innerWidth < 700) return;
  const at = anchor.getBoundingClientRect();
  const width = Math.min(520, window.innerWidth - 32);
  const left = at.right + width + 16 < window.innerWidth ? at.right + 8 : Math.max(16, at.left - width - 8);
  element.style.left = `${left}px`;
  element.style.top = `${Math.max(72, Math.min(at.top - 40, window.innerHeight - 520))}px`;
  element.style.width = `${width}px`;
}
