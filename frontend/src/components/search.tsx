import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, got } from "../lib/api";
import { useProjects } from "../lib/data";
import { MENU } from "../lib/pages";
import { usePage } from "../lib/plan";
import { Modal } from "./modal";

interface Hit {
  to: string;
  text: string;
  kind: string;
}

/** Pages, projects, terms, and numbers by their address, from one field. */
export function SearchDialog({ close }: { close: () => void }) {
  const { t, i18n } = useTranslation();
  const page = usePage();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  // The dialog focuses its first button when it opens; move focus to the field.
  useEffect(() => {
    const later = window.setTimeout(() => field.current?.focus(), 50);
    return () => window.clearTimeout(later);
  }, []);
  const words = useQuery({
    queryKey: ["ordbok", i18n.language],
    queryFn: () => got(api.GET("/api/ordbok")),
    staleTime: Infinity,
  });
  const projects = useProjects();
  const hits = useMemo<Hit[]>(() => {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    if (/^[a-z0-9_]+\/\d{4}\//.test(wanted))
      return [{ to: page("forklaring", { adresse: text.trim() }), text: text.trim(), kind: t("ui.adresse") }];
    const has = (s: string) => s.toLowerCase().includes(wanted);
    const pages = MENU.flatMap((g) =>
      g.pages.map(({ id }) => ({ to: page(id), text: t(`ui.side.${id}`), kind: t("ui.sider") })),
    ).filter((h) => has(h.text));
    const found = (projects.data ?? [])
      .filter((p) => has(p.name) || has(p.id))
      .map((p) => ({ to: page("investeringsplan", {}, p.id), text: p.name, kind: t("ui.prosjekter") }));
    const terms = (words.data ?? [])
      .filter((w) => has(w.etikett) || has(w.navn))
      .map((w) => ({ to: page("ordbok", { ord: w.navn }), text: w.etikett, kind: t("ui.ord") }));
    return [...pages, ...found, ...terms].slice(0, 30);
  }, [text, words.data, projects.data, page, t]);
  return (
    <Modal title={t("ui.soek")} close={close} className="soek">
      <label>
        {t("ui.soek_etter")}
        <input className="ds-input" ref={field} type="search" value={text} onChange={(e) => setText(e.target.value)} />
      </label>
      <p className="vh" role="status">
        {text ? t("ui.treff", { count: hits.length }) : ""}
      </p>
      <ul className="ren">
        {hits.map((h) => (
          <li key={h.kind + h.to + h.text}>
            <Link to={h.to} onClick={close}>
              {h.text}
            </Link>
            <span className="liten dus">{h.kind}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
