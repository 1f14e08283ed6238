import { useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import { Link, useNavigate, useSearchParams } from "react-router";
import remarkGfm from "remark-gfm";
import { Card, LinkButton, PageHead } from "../components/bits";
import { ExplainCard } from "../components/explaincard";
import { SourceText, useMethodPages } from "../components/source";
import { Answer, Failure } from "../components/state";
import { usePut } from "../lib/address";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { useExplainedIn } from "../lib/explained";
import { usePage } from "../lib/plan";
import { readAs } from "../lib/units";

/** A link between method pages: another page, a section, or both. */
const INTERNAL = /^(?:([a-z0-9-]+)\.md)?(?:#(.+))?$/;

/** Ends the name of a page of the method in English. */
const ENGLISH = ".en";

/** The meaning and formula of a term; and the pages of the method. */
export default function Ordbok() {
  const { t, i18n } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const [text, setText] = useState("");
  const word = search.get("ord");
  const page = search.get("metode");
  const words = useQuery<Schemas["Word"][], ApiError>({
    queryKey: ["ordbok", i18n.language],
    queryFn: () => got(api.GET("/api/ordbok")),
    staleTime: Infinity,
  });
  const pages = useMethodPages();
  const goTo = (ord: string) => put({ ord, metode: null, avsnitt: null });
  const wanted = text.trim().toLowerCase();
  const inLanguage = (p: Schemas["MethodPage"]) => i18n.language === "en" || !p.navn.endsWith(ENGLISH);
  return (
    <>
      <PageHead title={t("ui.side.ordbok")} question={t("ui.spor.ordbok")} />
      <div className="rut ordbok">
        <Card id="h-ord" title={t("ui.ord")}>
          <label>
            {t("ui.soek_etter")}
            <input className="ds-input" type="search" value={text} onChange={(e) => setText(e.target.value)} />
          </label>
          <Answer query={words}>
            {(data) => {
              const found = data.filter(
                (w) => !wanted || [w.etikett, w.engelsk, w.definisjon, w.navn].some((x) => x.toLowerCase().includes(wanted)),
              );
              return (
                <>
                  <p className="liten dus" role="status">
                    {t("ui.treff", { count: found.length })}
                  </p>
                  <ul className="ren ordliste" tabIndex={0} aria-label={t("ui.ord")}>
                    {found.slice(0, 200).map((w) => (
                      <li key={w.navn}>
                        <LinkButton onClick={() => goTo(w.navn)}>{w.etikett}</LinkButton>
                      </li>
                    ))}
                  </ul>
                </>
              );
            }}
          </Answer>
          <h3>{t("ui.metoden")}</h3>
          <ul className="ren">
            {(pages.data ?? []).filter(inLanguage).map((p) => (
              <li key={p.navn}>
                <LinkButton onClick={() => put({ metode: p.navn, avsnitt: null, ord: null })}>{p.tittel}</LinkButton>
              </li>
            ))}
          </ul>
        </Card>
        <div>
          {page ? (
            <Page key={page} name={page} section={search.get("avsnitt")} />
          ) : word ? (
            <Word name={word} go={goTo} />
          ) : (
            <Card id="h-velg" title={t("ui.velg_et_ord")}>
              <p>{t("ui.velg_et_ord_tekst")}</p>
            </Card>
          )}
        </div>
      </div>
    </>
  );
}

function Word({ name, go }: { name: string; go: (name: string) => void }) {
  const { t, i18n } = useTranslation();
  const query = useQuery<Schemas["WordPage"], ApiError>({
    queryKey: ["ord", name, i18n.language],
    queryFn: () => got(api.GET("/api/ordbok/{navn}", { params: { path: { navn: name } } })),
    staleTime: Infinity,
  });
  if (query.error) return <Failure error={query.error} />;
  const w = query.data;
  if (!w) return null;
  const unit = w.enhet ? readAs(t, w.enhet) : "";
  return (
    <>
      <Card id="h-ordet" title={w.etikett} text={unit ? `${t("ui.enhet")}: ${unit}` : ""}>
        {w.definisjon ? <p>{w.definisjon}</p> : null}
        <dl className="forklar-fakta">
          {w.kilde ? (
            <>
              <dt>{t("ui.lov_og_kilde")}</dt>
              <dd>
                <SourceText text={w.kilde} />
              </dd>
            </>
          ) : null}
          {w.gruppe ? (
            <>
              <dt>{t("ui.aarsaksgruppe")}</dt>
              <dd>{w.gruppe}</dd>
            </>
          ) : null}
          {i18n.language === "en" ? null : (
            <>
              <dt>{t("ui.paa_engelsk")}</dt>
              <dd lang="en">{w.engelsk}</dd>
            </>
          )}
        </dl>
        <Links title={t("ui.regnet_ut_fra")} words={w.av} go={go} />
        <Links title={t("ui.brukes_i")} words={w.i} go={go} />
      </Card>
      <InPlan name={name} />
    </>
  );
}

/** The word in the open plan: formula in words, a worked example that can be followed, and the pages that show it. */
function InPlan({ name }: { name: string }) {
  const { t, i18n } = useTranslation();
  const { version, draft } = useExplainedIn();
  const navigate = useNavigate();
  const page = usePage();
  const query = useQuery<Schemas["ExampleOut"], ApiError>({
    queryKey: ["ord", name, version, draft, i18n.language],
    queryFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/ordbok/{navn}", {
          params: { path: { versjon: version, navn: name } },
          body: { utkast: draft },
        }),
      ),
  });
  if (query.error) return <Failure error={query.error} />;
  const found = query.data;
  if (!found) return <p role="status">{t("ui.regner")}</p>;
  return (
    <>
      {found.formel || found.sider.length ? (
        <Card id="h-formel" title={t("ui.formelen_i_ord")}>
          {found.formel ? <p>{found.formel}</p> : <p className="dus">{t("ui.uten_formel")}</p>}
          {found.sider.length ? (
            <p>
              {t("ui.vises_paa")}:{" "}
              {found.sider.map((p, i) => (
                <Fragment key={p}>
                  {i ? " · " : ""}
                  <Link className="som-lenke" to={page(p)}>
                    {t(`ui.side.${p}`)}
                  </Link>
                </Fragment>
              ))}
            </p>
          ) : null}
        </Card>
      ) : null}
      {found.kort ? (
        <section className="kort" aria-labelledby="h-eksempel">
          <ExplainCard
            card={found.kort}
            id="h-eksempel"
            step={t("ui.eksempel_fra_planen")}
            go={(a) => void navigate(page("forklaring", { adresse: found.kort?.adresse ?? a, vei: a }))}
          />
        </section>
      ) : null}
    </>
  );
}

function Links({ title, words, go }: { title: string; words: Schemas["Word"][]; go: (name: string) => void }) {
  if (!words.length) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="lenkeliste">
        {words.slice(0, 40).map((w) => (
          <li key={w.navn}>
            <LinkButton onClick={() => go(w.navn)}>{w.etikett}</LinkButton>
          </li>
        ))}
      </ul>
    </>
  );
}

function Page({ name, section }: { name: string; section: string | null }) {
  const query = useQuery<Schemas["MethodPage"], ApiError>({
    queryKey: ["metodeside", name],
    queryFn: () => got(api.GET("/api/metode/{navn}", { params: { path: { navn: name } } })),
    staleTime: Infinity,
  });
  const ready = query.data !== undefined;
  useEffect(() => {
    const heading = ready && section ? document.getElementById(idOf(section)) : null;
    heading?.scrollIntoView();
    heading?.focus({ preventScroll: true });
  }, [ready, section]);
  if (query.error) return <Failure error={query.error} />;
  if (!query.data) return null;
  const found = query.data;
  const anchored = (children: ReactNode) => {
    const anchor = found.avsnitt.find((s) => s.tittel === children)?.anker;
    return anchor ? { id: idOf(anchor), tabIndex: -1 } : {};
  };
  return (
    <article className="kort metode">
      <Markdown
        remarkPlugins={[remarkGfm]}
        components={{
          h1: ({ children }) => <h2>{children}</h2>,
          h2: ({ children }) => <h3 {...anchored(children)}>{children}</h3>,
          h3: ({ children }) => <h4 {...anchored(children)}>{children}</h4>,
          table: ({ children }) => (
            <div className="rulle" tabIndex={0}>
              <table className="t">{children}</table>
            </div>
          ),
          pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
          a: ({ href, children }) => <MethodLink href={href ?? ""} from={name} text={children} />,
          img: () => null,
        }}
      >
        {found.tekst}
      </Markdown>
    </article>
  );
}

const idOf = (anchor: string) => `metode-${anchor}`;

/** A link to another section of the method; links out of the method are plain text. */
function MethodLink({ href, from, text }: { href: string; from: string; text: ReactNode }) {
  const page = usePage();
  const found = href ? INTERNAL.exec(decodeURIComponent(href)) : null;
  if (!found) return <span>{text}</span>;
  const [, name = from, section] = found;
  return (
    <Link className="som-lenke" to={page("ordbok", { metode: name, ...(section ? { avsnitt: section } : {}) })}>
      {text}
    </Link>
  );
}
