import { Button } from "@digdir/designsystemet-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { Card, LinkButton, PageHead } from "../components/bits";
import { Crumbs, ExplainCard } from "../components/explaincard";
import { Failure } from "../components/state";
import { usePut } from "../lib/address";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { cardQuery, type ExplainedNumber, followed, MOST_STEPS, useExplainedIn, useWay } from "../lib/explained";
import { usePage } from "../lib/plan";

/** A number's explanation on a page of its own: every card from the number to the row that can be changed. */
export default function Forklaring() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const address = search.get("adresse");
  const way = (search.get("vei") ?? "").split(" ").filter(Boolean);
  if (address) return <Explained trail={[address, ...way]} />;
  return (
    <>
      <PageHead title={t("ui.side.forklaring")} question={t("ui.spor.forklaring")} />
      <Card id="h-velg" title={t("ui.tom.forklaring")}>
        <p>{t("ui.tom.forklaring_tekst")}</p>
      </Card>
    </>
  );
}

function Explained({ trail }: { trail: string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const page = usePage();
  const put = usePut();
  const inside = useExplainedIn();
  const heads = useRef<Record<number, HTMLElement | null>>({});
  const chosen = useQueries({ queries: trail.slice(0, -1).map((a) => cardQuery(inside, a)) });
  const rest = useWay(trail.at(-1) ?? "", Math.max(1, MOST_STEPS + 1 - trail.length));
  const error = [...chosen, rest].find((q) => q.error)?.error as ApiError | undefined;
  const cards = [...chosen.flatMap((q) => q.data ?? []), ...(rest.data ?? [])] as ExplainedNumber[];
  const first = cards[0];
  const open = (place: number, address: string) => {
    const [, ...way] = followed(
      cards.map((c) => c.adresse),
      place,
      address,
    );
    put({ vei: way.join(" ") || null });
  };
  const goTo = (place: number) => {
    heads.current[place]?.scrollIntoView({ block: "start" });
    heads.current[place]?.focus({ preventScroll: true });
  };
  return (
    <>
      <PageHead
        title={first ? t("ui.forklar_av", { navn: first.tittel }) : t("ui.side.forklaring")}
        question={t("ui.spor.forklaring_vei")}
      >
        <Button variant="secondary" onClick={() => void navigate(-1)}>
          {t("ui.tilbake_til_tallet")}
        </Button>
      </PageHead>
      {error ? <Failure error={error} /> : null}
      {first ? (
        <>
          <Crumbs
            crumbs={cards.map((c) => ({ address: c.adresse, text: c.smule }))}
            go={goTo}
            first={
              <Link className="som-lenke" to={page("oversikt")}>
                {t("ui.side.oversikt")}
              </Link>
            }
          />
          <div className="rut forklar-side">
            <div>
              <Step card={first} place={0} of={cards.length} open={open} next={cards[1]?.adresse} heads={heads.current} />
              <InGlossary name={first.navn} />
              <Card id="h-lese" title={t("ui.slik_leses_kort")}>
                <ul>
                  {["setning", "regnestykke", "ledd", "lov", "rad"].map((k) => (
                    <li key={k}>{t(`ui.slik_leses_kort.${k}`)}</li>
                  ))}
                </ul>
              </Card>
            </div>
            <div>
              {cards.slice(1).map((c, i) => (
                <Step
                  key={c.adresse}
                  card={c}
                  place={i + 1}
                  of={cards.length}
                  open={open}
                  next={cards[i + 2]?.adresse}
                  heads={heads.current}
                />
              ))}
            </div>
          </div>
        </>
      ) : error ? null : (
        <p role="status">{t("ui.regner")}</p>
      )}
    </>
  );
}

function Step({
  card,
  place,
  of,
  open,
  next,
  heads,
}: {
  card: ExplainedNumber;
  place: number;
  of: number;
  open: (place: number, address: string) => void;
  next?: string;
  heads: Record<number, HTMLElement | null>;
}) {
  const { t } = useTranslation();
  const page = usePage();
  const keep = (element: HTMLElement | null) => {
    heads[place] = element;
  };
  return (
    <section className={place ? "kort" : "kort forklar-foerst"} aria-labelledby={`forklar-${place}`} tabIndex={-1} ref={keep}>
      <ExplainCard
        card={card}
        id={`forklar-${place}`}
        go={(a) => open(place, a)}
        opened={next}
        step={t("ui.steg_av", { n: place + 1, av: of })}
      />
      {place === 0 ? (
        <div className="lenker">
          <Link className="som-lenke" to={page("sammenlign")}>
            {t("ui.hva_endret_seg")}
          </Link>
          <LinkButton onClick={() => window.print()}>{t("ui.skriv_ut_siden")}</LinkButton>
          <LinkButton onClick={() => void navigator.clipboard?.writeText(window.location.href)}>
            {t("ui.kopier_lenke")}
          </LinkButton>
        </div>
      ) : null}
    </section>
  );
}

/** The word of the first card in the glossary. */
function InGlossary({ name }: { name: string }) {
  const { t, i18n } = useTranslation();
  const page = usePage();
  const query = useQuery<Schemas["WordPage"], ApiError>({
    queryKey: ["ord", name, i18n.language],
    queryFn: () => got(api.GET("/api/ordbok/{navn}", { params: { path: { navn: name } } })),
    staleTime: Infinity,
    retry: false,
  });
  if (!query.data) return null;
  return (
    <Card id="h-ordboka" title={t("ui.i_ordboka", { ord: query.data.etikett })}>
      {query.data.definisjon ? <p>{query.data.definisjon}</p> : null}
      <div className="lenker">
        <Link className="som-lenke" to={page("ordbok", { ord: name })}>
          {t("ui.slik_regnes_det")}
        </Link>
      </div>
    </Card>
  );
}
