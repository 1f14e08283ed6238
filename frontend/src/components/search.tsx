import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { useProjects } from "../lib/data";
import { useDraft } from "../lib/draft";
import { MENU } from "../lib/pages";
import { usePage, usePlan } from "../lib/plan";
import { useRowLink } from "../lib/rows";
import { sectionName } from "./inputs/sections";
import { Modal } from "./modal";

interface Hit {
  to: string;
  text: string;
  kind: string;
}

const LONGEST = 100; // characters the server reads
const MOST = 40;
const SHORTEST = 2;

/** Inputs found by the server by their words, each with the way to its editable row. */
function useInputHits(text: string): Hit[] {
  const { t, i18n } = useTranslation();
  const { version } = usePlan();
  const { draft } = useDraft();
  const link = useRowLink();
  const tekst = text.trim().slice(0, LONGEST);
  const asked = { endringer: draft.endringer ?? [] };
  const found = useQuery<Schemas["HitOut"][], ApiError>({
    queryKey: ["soek", version.id, tekst, asked, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/inndata/soek", {
          params: { path: { versjon: version.id } },
          body: { tekst, utkast: asked },
          signal,
        }),
      ),
    enabled: tekst.length >= SHORTEST,
    placeholderData: keepPreviousData,
  });
  return useMemo(
    () =>
      tekst.length < SHORTEST
        ? []
        : (found.data ?? []).map((h) => ({
            to: link(h.fil, h.fil.endsWith(".csv") ? { line: Number(h.sted) } : h.sted.split(".")),
            text: [sectionName({ fil: h.fil, navn: h.filnavn }, t), h.seksjon, h.navn].filter(Boolean).join(" › "),
            kind: [t("ui.inndata"), h.enhet].filter(Boolean).join(" · "),
          })),
    [found.data, tekst, link, t],
  );
}

/** Pages, projects and terms with a text in their names. */
function useKnownHits(text: string): Hit[] {
  const { t, i18n } = useTranslation();
  const page = usePage();
  const words = useQuery({
    queryKey: ["ordbok", i18n.language],
    queryFn: () => got(api.GET("/api/ordbok")),
    staleTime: Infinity,
  });
  const projects = useProjects();
  return useMemo(() => {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    if (/^[a-z0-9_]+\/\d{4}\//.test(wanted))
      return [{ to: page("forklaring", { adresse: text.trim() }), text: text.trim(), kind: t("ui.adresse") }];
    const has = (s: string) => s.toLowerCase().includes(wanted);
    const found = (projects.data ?? [])
      .filter((p) => has(p.name) || has(p.id))
      .map((p) => ({ to: page("investeringsplan", {}, p.id), text: p.name, kind: t("ui.prosjekter") }));
    const terms = (words.data ?? [])
      .filter((w) => has(w.etikett) || has(w.navn))
      .map((w) => ({ to: page("ordbok", { ord: w.navn }), text: w.etikett, kind: t("ui.ord") }));
    return [...pagesNamed(has, page, t), ...found, ...terms.slice(0, MOST)];
  }, [text, words.data, projects.data, page, t]);
}

function pagesNamed(has: (s: string) => boolean, page: ReturnType<typeof usePage>, t: TFunction): Hit[] {
  return MENU.flatMap((g) => g.pages.map(({ id }) => ({ to: page(id), text: t(`ui.side.${id}`), kind: t("ui.sider") }))).filter(
    (h) => has(h.text),
  );
}

/** Pages, assumptions, projects, terms, and numbers by their address, from one field. */
export function SearchDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  // The dialog focuses its first button when it opens; move focus to the field.
  useEffect(() => {
    const later = window.setTimeout(() => field.current?.focus(), 50);
    return () => window.clearTimeout(later);
  }, []);
  const [known, inputs] = [useKnownHits(text), useInputHits(text)];
  const pages = known.filter((h) => h.kind === t("ui.sider"));
  const hits = [...pages, ...inputs.slice(0, MOST), ...known.filter((h) => h.kind !== t("ui.sider"))].slice(0, MOST);
  return (
    <Modal title={t("ui.soek")} close={close} className="soek">
      <label>
        {t("ui.soek_etter")}
        <input
          className="ds-input"
          ref={field}
          type="search"
          value={text}
          maxLength={LONGEST}
          onChange={(e) => setText(e.target.value)}
        />
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
