import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { useDraft } from "../lib/draft";
import { grouped, hundredths, mill, shown } from "../lib/numbers";
import { usePage, usePlan } from "../lib/plan";
import { readAs } from "../lib/units";
import { LinkButton, Rough } from "./bits";
import { Comments } from "./comments";
import type { Asked, Source } from "./number";
import { SourceText } from "./source";
import { Failure } from "./state";

type Trace = Schemas["TraceOut"];

/** A number of the tree, with the digits that add up. */
function digits(node: Trace): string {
  if (node.verdi === null) return node.skjult ? "–" : "";
  if (node.enhet === "kr" || node.enhet === "kr_fast") return mill(node.verdi, 1);
  if (node.enhet === "andel") return grouped(hundredths(node.verdi), 2);
  return grouped(node.verdi, Number.isInteger(node.verdi) ? 0 : 2);
}

function useTrace(address: string, depth: number, of?: Source) {
  const open = usePlan();
  const { shown } = useDraft();
  const { i18n } = useTranslation();
  const { version, draft } = of ?? { version: open.version.id, draft: shown };
  return useQuery<Trace, ApiError>({
    queryKey: ["forklaring", version, draft, address, depth, i18n.language],
    queryFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/forklaring", {
          params: { path: { versjon: version } },
          body: { utkast: draft, adresse: address, dybde: depth },
        }),
      ),
    enabled: address !== "",
  });
}

/** The explanation beside the number: one sentence, the sum written out, the tree, law and source. */
export function ExplainPanel({ asked, close }: { asked: Asked; close: () => void }) {
  const { t } = useTranslation();
  const [trail, setTrail] = useState<string[]>([asked.address]);
  const panel = useRef<HTMLDivElement>(null);
  const root = trail.at(-1) ?? asked.address;
  const query = useTrace(root, 2, asked.of);

  useEffect(() => setTrail([asked.address]), [asked]);
  useEffect(() => {
    asked.anchor.classList.add("valgt");
    panel.current?.focus();
    return () => asked.anchor.classList.remove("valgt");
  }, [asked]);
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element || window.innerWidth < 700) return;
    const place = asked.anchor.getBoundingClientRect();
    const width = Math.min(520, window.innerWidth - 32);
    const left = place.right + width + 16 < window.innerWidth ? place.right + 8 : Math.max(16, place.left - width - 8);
    element.style.left = `${left}px`;
    element.style.top = `${Math.max(72, Math.min(place.top - 40, window.innerHeight - 520))}px`;
    element.style.width = `${width}px`;
  }, [asked]);

  const leave = useCallback(() => {
    close();
    asked.anchor.focus();
  }, [close, asked]);
  // Making a node the root removes the focused element; focus stays in the panel, and Esc is handled everywhere.
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
    <div ref={panel} className="forklar" role="dialog" aria-modal="false" aria-labelledby="forklar-tittel" tabIndex={-1}>
      <div className="forklar-topp">
        <span className="liten dus">{t("ui.forklar_tallet_tittel")}</span>
        <Button variant="tertiary" data-size="sm" onClick={leave} aria-label={t("ui.lukk")}>
          ✕
        </Button>
      </div>
      {trail.length > 1 ? (
        <nav aria-label={t("ui.brodsmuler")} className="liten">
          {trail.slice(0, -1).map((a, i) => (
            <LinkButton key={a + i} onClick={() => setTrail(trail.slice(0, i + 1))}>
              ← {a.split("/").slice(0, 2).join(" ")}
            </LinkButton>
          ))}
        </nav>
      ) : null}
      {query.error ? <Failure error={query.error} /> : null}
      {query.data ? (
        <Explained node={query.data} root={root} of={asked.of} go={(a) => setTrail([...trail, a])} />
      ) : query.error ? null : (
        <p id="forklar-tittel">{t("ui.regner")}</p>
      )}
    </div>
  );
}

function Explained({ node, root, of, go }: { node: Trace; root: string; of?: Source; go: (address: string) => void }) {
  const { t } = useTranslation();
  const page = usePage();
  const sums = node.deler.filter((d) => d.rolle === "+" || d.rolle === "−");
  const copy = () => void navigator.clipboard?.writeText(root);
  return (
    <>
      <h2 id="forklar-tittel">
        {node.etikett} {node.aar}
        {node.elementnavn ? <span className="dus"> · {node.elementnavn}</span> : null}
      </h2>
      <p className="forklar-tall">
        <b className="num">{digits(node)}</b> {readAs(t, node.enhet)} {node.anslag ? <Rough /> : null}
        {node.fast !== null ? (
          <span className="liten dus">
            {" "}
            · {mill(node.fast, 1)} {t("ui.i_faste")}
          </span>
        ) : null}
      </p>
      {node.definisjon ? <p>{node.definisjon}</p> : null}
      {sums.length > 1 && sums.length === node.deler.length && sums.every((d) => d.verdi !== null) ? (
        <p className="sum num">
          {sums.map((d, i) => (
            <span key={i}>
              {i > 0 || d.rolle === "−" ? ` ${d.rolle} ` : ""}
              {digits(d)}
            </span>
          ))}{" "}
          = <b>{digits(node)}</b>
        </p>
      ) : null}
      {node.formel ? (
        <p className="liten">
          <span className="dus">{t("explain.formula")}:</span> <code>{node.formel}</code>
        </p>
      ) : null}
      {node.deler.length ? (
        <>
          <h3>{t("ui.regnet_ut_fra")}</h3>
          <Tree node={node} go={go} />
        </>
      ) : null}
      <dl className="forklar-fakta">
        {node.kilde ? (
          <>
            <dt>{t("ui.lov_og_kilde")}</dt>
            <dd>
              <SourceText text={node.kilde} />
            </dd>
          </>
        ) : null}
        <dt>{t("ui.opphav")}</dt>
        <dd>{t(`ui.opphav.${node.opphav}`)}</dd>
        {node.merknad ? (
          <>
            <dt>{t("ui.merknad")}</dt>
            <dd>{node.merknad}</dd>
          </>
        ) : null}
        <dt>{t("ui.adresse")}</dt>
        <dd>
          <code>{root}</code>
        </dd>
      </dl>
      <div className="lenker">
        <LinkButton onClick={copy}>{t("ui.kopier_adresse")}</LinkButton>
        <Link className="som-lenke" to={page("ordbok", { ord: node.navn })}>
          {t("ui.slik_regnes_det")}
        </Link>
        {of ? null : (
          <Link className="som-lenke" to={page("forklaring", { adresse: root })}>
            {t("ui.aapne_hel_side")}
          </Link>
        )}
      </div>
      <Comments places={[{ sted: root, navn: "" }]} of={of?.version} />
    </>
  );
}

/** The tree: ↑↓ move, → opens, ← closes, Enter makes the node the root. */
function Tree({ node, go, open = 1 }: { node: Trace; go: (address: string) => void; open?: number }) {
  const list = useRef<HTMLUListElement>(null);
  const move = (e: React.KeyboardEvent, step: number) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])];
    const at = items.indexOf(e.currentTarget as HTMLElement);
    items[at + step]?.focus();
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <ul role="tree" className="tre" ref={list} aria-labelledby="forklar-tittel">
      {node.deler.map((d, i) => (
        <Leaf key={`${d.navn}${d.element}${i}`} node={d} level={1} go={go} move={move} first={i === 0} open={open > 1} />
      ))}
    </ul>
  );
}

function Leaf({
  node,
  level,
  go,
  move,
  first,
  open,
}: {
  node: Trace;
  level: number;
  go: (a: string) => void;
  move: (e: React.KeyboardEvent, step: number) => void;
  first: boolean;
  open: boolean;
}) {
  const { t } = useTranslation();
  const [shownOpen, setOpen] = useState(open);
  const more = node.deler.length > 0;
  const name = `${node.rolle === "+" || node.rolle === "−" ? `${node.rolle} ` : ""}${node.etikett}${node.elementnavn ? ` · ${node.elementnavn}` : ""}`;
  return (
    <li
      role="treeitem"
      aria-level={level}
      aria-expanded={more ? shownOpen : undefined}
      aria-label={`${name}${node.aar ? ` ${node.aar}` : ""}: ${digits(node)} ${readAs(t, node.enhet)}, ${t(`ui.opphav.${node.opphav}`)}`}
      tabIndex={first && level === 1 ? 0 : -1}
      onKeyDown={(e) => {
        if (e.key === "ArrowDown") move(e, 1);
        else if (e.key === "ArrowUp") move(e, -1);
        else if (e.key === "ArrowRight" && more) setOpen(true);
        else if (e.key === "ArrowLeft") setOpen(false);
        else if (e.key === "Enter" && node.adresse) go(node.adresse);
        else return;
        e.preventDefault();
        e.stopPropagation();
      }}
    >
      <div className="tre-rad">
        <span className="tre-pil" aria-hidden="true" onClick={() => setOpen(!shownOpen)}>
          {more ? (shownOpen ? "▾" : "▸") : "·"}
        </span>
        <span className="tre-navn" onClick={() => (node.adresse ? go(node.adresse) : undefined)}>
          {name}
          {node.aar ? <span className="dus liten"> {node.aar}</span> : null}
          {node.rolle === "valgt" ? <b className="liten"> {t("explain.chosen")}</b> : null}
        </span>
        <span className={`merke-${node.anslag ? "anslag" : node.opphav} opphav`}>{t(`ui.opphav.${node.opphav}`)}</span>
        <span className="num fet">{digits(node)}</span>
      </div>
      {more && shownOpen ? (
        <ul role="group">
          {node.deler.map((d, i) => (
            <Leaf key={`${d.navn}${d.element}${i}`} node={d} level={level + 1} go={go} move={move} first={false} open={false} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

export function ExplainPage({ address }: { address: string }) {
  const { t } = useTranslation();
  const [root, setRoot] = useState(address);
  const query = useTrace(root, 4);
  useEffect(() => setRoot(address), [address]);
  if (query.error) return <Failure error={query.error} />;
  if (!query.data) return <p>{t("ui.regner")}</p>;
  const node = query.data;
  return (
    <section className="kort">
      <h2 id="forklar-tittel">
        {node.etikett} {node.aar}: {shown(node.verdi, node.enhet, 1)} {readAs(t, node.enhet)}
      </h2>
      {node.definisjon ? <p>{node.definisjon}</p> : null}
      {node.formel ? (
        <p>
          <code>{node.formel}</code>
        </p>
      ) : null}
      <p className="liten dus">
        <SourceText text={node.kilde} />
      </p>
      {node.deler.length ? <Tree node={node} go={setRoot} open={3} /> : null}
      <p className="liten">
        <code>{root}</code>
      </p>
    </section>
  );
}
