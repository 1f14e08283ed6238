import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { usePage } from "../lib/plan";

type MethodPage = Schemas["MethodPage"];
const REFERENCE = /metode: ([a-z0-9-]+)#([^\s:;,.]+)/g;

/** The list of method pages with their sections, fetched once. */
export function useMethodPages() {
  return useQuery<MethodPage[], ApiError>({
    queryKey: ["metode"],
    queryFn: () => got(api.GET("/api/metode")),
    staleTime: Infinity,
  });
}

/** A source as people read it: each reference to the method is a link to its section. */
export function SourceText({ text }: { text: string }) {
  const { t } = useTranslation();
  const page = usePage();
  const pages = useMethodPages();
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(REFERENCE)) {
    const [whole, name = "", anchor = ""] = found;
    const target = pages.data?.find((p) => p.navn === name);
    const section = target?.avsnitt.find((s) => s.anker === anchor);
    parts.push(text.slice(end, found.index));
    parts.push(
      target && section ? (
        <Link className="som-lenke" to={page("ordbok", { metode: name, avsnitt: anchor })}>
          {t("source.method", { page: target.tittel, section: section.tittel })}
        </Link>
      ) : (
        whole
      ),
    );
    end = found.index + whole.length;
  }
  parts.push(text.slice(end));
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never move
  return parts.map((part, i) => <Fragment key={i}>{part}</Fragment>);
}
