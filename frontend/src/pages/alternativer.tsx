import { Button, Select } from "@digdir/designsystemet-react";
import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { ProposalCards, useAmendments } from "../components/amendments";
import { Card, LinkButton, PageHead } from "../components/bits";
import { Files } from "../components/files";
import { SideBySide } from "../components/sidebyside";
import { Answer } from "../components/state";
import { VoteCard } from "../components/votes";
import { usePut } from "../lib/address";
import { type Answered, type Choice, choices, columnsOf, columnsText, MOST, stillAsked } from "../lib/alternatives";
import { type ApiError, api, got } from "../lib/api";
import { useDraft } from "../lib/draft";
import { branchName, usePage, usePlan } from "../lib/plan";
import "../styles/alternativer.css";

const PATH = "/api/sammenligning/alternativer";

export default function Alternativer() {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const share = () => void navigator.clipboard?.writeText(window.location.href).then(() => setCopied(true));
  return (
    <>
      <PageHead title={t("ui.side.alternativer")} question={t("ui.spor.alternativer")}>
        <Button data-size="sm" variant="secondary" onClick={share}>
          {copied ? t("ui.lenke_kopiert") : t("ui.alt.del")}
        </Button>
      </PageHead>
      <Beside />
      <div className="rut k2 luft-over">
        <ProposalCards />
        <VoteCard />
      </div>
    </>
  );
}

function useAlternatives(columns: Choice[], drawn: boolean, ready = true): UseQueryResult<Answered, ApiError> {
  const { i18n } = useTranslation();
  return useQuery<Answered, ApiError>({
    queryKey: ["alternativer", columnsText(columns), columns.map((c) => c.draft), drawn, i18n.language],
    queryFn: async ({ signal }) => ({ found: await got(api.POST(PATH, { body: asked(columns, drawn), signal })), columns }),
    enabled: ready && columns.length > 1,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function asked(columns: Choice[], drawn: boolean) {
  return { kolonner: columns.map((c) => ({ versjon: c.version, utkast: c.draft })), trekninger: drawn };
}

/** The comparison: the numbers of the base case first, those that take draws when they are ready. */
function Beside() {
  const { t } = useTranslation();
  const { tree, version } = usePlan();
  const { draft } = useDraft();
  const [search] = useSearchParams();
  const put = usePut();
  const page = usePage();
  const [unlike, setUnlike] = useState(false);
  const every = choices(tree, version.id, draft);
  const columns = columnsOf(search.get("kol"), every);
  const choose = (next: Choice[]) => put({ kol: columnsText(next) });
  const base = useAlternatives(columns, false);
  // Draws use every core: where there is something to vote on they wait until somebody asks, so that a vote is answered at once.
  const votes = useAmendments().data?.forslag.length;
  const wanted = search.get("usikkert") === "1" || votes === 0;
  const drawn = useAlternatives(columns, true, wanted && base.data !== undefined && !base.isPlaceholderData);
  const query = drawn.data && !drawn.isPlaceholderData ? drawn : base;
  const left = every.filter((c) => !columns.includes(c));
  const [first, second] = columns;
  return (
    <Card
      id="h-alternativer"
      title={t("ui.alt.antall", { count: columns.length })}
      text={query.data && columns.length > 1 ? t("ui.alt.mot", { navn: query.data.found.kolonner[0]?.navn ?? "" }) : undefined}
      tools={columns.length < MOST && left.length ? <Add left={left} add={(c) => choose([...columns, c])} /> : undefined}
    >
      {columns.length < 2 ? (
        <p>{t("ui.alt.tom")}</p>
      ) : (
        <Answer query={query} height={600}>
          {(answer) => (
            <>
              <SideBySide
                {...stillAsked(answer, columns)}
                unlike={unlike}
                remove={(id) => choose(columns.filter((c) => c.id !== id))}
              />
              <p className="liten" role="status">
                {drawn.isFetching ? t("ui.alt.trekker") : ""}
              </p>
              <div className="verktoy">
                {first && second ? (
                  <Link to={page("sammenlign", { fra: first.version, til: second.version })}>{t("ui.alt.hvorfor")}</Link>
                ) : null}
                {wanted ? null : <LinkButton onClick={() => put({ usikkert: "1" })}>{t("ui.alt.usikkerhet")}</LinkButton>}
                <LinkButton onClick={() => setUnlike(!unlike)} pressed={unlike}>
                  {t("ui.alt.bare_ulikt")}
                </LinkButton>
                <Files
                  title={t("ui.alt.antall", { count: columns.length })}
                  headingId="h-alternativer"
                  file={{ path: `${PATH}/tabell`, body: asked(columns, Boolean(answer.found.trekninger)) }}
                />
              </div>
            </>
          )}
        </Answer>
      )}
    </Card>
  );
}

function Add({ left, add }: { left: Choice[]; add: (choice: Choice) => void }) {
  const { t } = useTranslation();
  const { tree } = usePlan();
  const name = (c: Choice) => {
    const version = tree.versjoner.find((v) => v.id === c.version);
    const branch = tree.grener.find((g) => g.hode === c.version);
    const own = branch ? branchName(t, branch.navn) : version?.melding;
    const text = [own, t("ui.versjon_n", { n: c.version })].filter(Boolean).join(" · ");
    return c.id === String(c.version) ? text : t("alternativer.med_kladd", { name: text });
  };
  return (
    <label className="velger">
      {t("ui.alt.legg_til")}
      <Select
        value=""
        data-size="sm"
        onChange={(e) => {
          const chosen = left.find((c) => c.id === e.target.value);
          if (chosen) add(chosen);
        }}
      >
        <option value="" disabled>
          {t("ui.alt.velg")}
        </option>
        {left.map((c) => (
          <option key={c.id} value={c.id}>
            {name(c)}
          </option>
        ))}
      </Select>
    </label>
  );
}
