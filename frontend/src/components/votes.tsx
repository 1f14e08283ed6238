import { Button } from "@digdir/designsystemet-react";
import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { usePut } from "../lib/address";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { useDraft } from "../lib/draft";
import { usePlan } from "../lib/plan";
import { type Vote, votesOf, votesText, withVote } from "../lib/votes";
import { type Amendments, useAmendments } from "./amendments";
import { Card, LinkButton, Status } from "./bits";
import { SaveDialog } from "./save";
import { Answer, Failure } from "./state";
import { Table } from "./table";

type Standing = Schemas["StandingOut"];
type Proposals = Amendments["forslag"];

function useStanding(votes: Vote[]): UseQueryResult<Standing, ApiError> {
  const { version } = usePlan();
  const { i18n } = useTranslation();
  return useQuery<Standing, ApiError>({
    queryKey: ["avstemning", version.id, votesText(votes), i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/endringsforslag/avstemning", {
          params: { path: { versjon: version.id } },
          body: { stemmer: votes },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    enabled: votes.length > 0,
  });
}

/** The votes of the meeting, line by line, and the plan as it stands after them. Nothing is stored before it is saved. */
export function VoteCard() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const votes = votesOf(search.get("stemmer"));
  const vote = (next: Vote[]) => put({ stemmer: votesText(next) }, true);
  const query = useAmendments();
  const standing = useStanding(votes);
  return (
    <Card id="h-avstemning" title={t("ui.stemme.tittel")} text={t("ui.stemme.tekst")}>
      <Answer query={query} height={280}>
        {(found) =>
          found.forslag.length ? (
            <>
              <VoteTable proposals={found.forslag} votes={votes} vote={vote} standing={standing.data} />
              {standing.error ? <Failure error={standing.error} retry={() => void standing.refetch()} /> : null}
              {standing.isLoading ? <p role="status">{t("ui.regner")}</p> : null}
              {standing.data && votes.length ? (
                <Stands found={standing.data} busy={standing.isPlaceholderData} clear={() => vote([])} />
              ) : null}
            </>
          ) : (
            <p>{t("ui.forslag.tom")}</p>
          )
        }
      </Answer>
    </Card>
  );
}

interface VoteTableProps {
  proposals: Proposals;
  votes: Vote[];
  vote: (next: Vote[]) => void;
  standing: Standing | undefined;
}

function VoteTable({ proposals, votes, vote, standing }: VoteTableProps) {
  const { t } = useTranslation();
  return (
    <Table
      caption={t("ui.stemme.tittel")}
      className="avstemning"
      heads={[t("ui.stemme.forslag"), t("ui.stemme.for"), t("ui.stemme.mot"), t("ui.stemme.resultat")]}
    >
      <tbody>
        {proposals.map((p) => (
          <Fragment key={p.id}>
            <tr className="gruppe">
              <th scope="colgroup" colSpan={4}>
                {t("ui.forslag.fra", { navn: p.navn, gruppe: p.gruppe })}
              </th>
            </tr>
            {p.linjer.map((l) => (
              <VoteRow
                key={l.id}
                line={l}
                vote={votes.find((v) => v.linje === l.id)}
                set={(v) => vote(withVote(votes, l.id, v))}
                result={standing?.resultater.find((r) => r.linje === l.id)}
              />
            ))}
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

interface VoteRowProps {
  line: Proposals[number]["linjer"][number];
  vote: Vote | undefined;
  set: (vote: Partial<Vote> | null) => void;
  result: Standing["resultater"][number] | undefined;
}

function VoteRow({ line, vote, set, result }: VoteRowProps) {
  const { t } = useTranslation();
  const held = line.status !== "";
  const count = (key: "stemmer_for" | "stemmer_mot", label: string) => (
    <td className="n">
      <input
        className="ds-input tallfelt"
        inputMode="numeric"
        aria-label={`${label}: ${line.tekst}`}
        disabled={held}
        value={vote?.[key] ?? ""}
        onChange={(e) => {
          const digits = e.target.value.replace(/\D/g, "").slice(0, 3);
          set({ [key]: digits ? Number(digits) : null });
        }}
      />
    </td>
  );
  const counted = vote && (vote.stemmer_for !== null || vote.stemmer_mot !== null);
  // What was clicked is shown at once; counts are decided by the server.
  const said = !vote ? null : result?.faller ? "falt" : counted ? result?.resultat : vote.resultat;
  return (
    <tr>
      <th scope="row">
        {line.tekst} {result?.faller ? <span className="liten blokk">{result.faller}</span> : null}
      </th>
      {count("stemmer_for", t("ui.stemme.for"))}
      {count("stemmer_mot", t("ui.stemme.mot"))}
      <td>
        {held ? (
          <Status kind="las">{t(`endring.status.${line.status}`)}</Status>
        ) : (
          <span className="stemmevalg">
            {(["vedtatt", "falt"] as const).map((r) => (
              <Button
                key={r}
                data-size="sm"
                variant={said === r ? "primary" : "secondary"}
                aria-pressed={said === r}
                aria-label={`${t(`endring.status.${r}`)}: ${line.tekst}`}
                onClick={() =>
                  set(
                    vote?.resultat === r && vote.stemmer_for === null
                      ? null
                      : { resultat: r, stemmer_for: null, stemmer_mot: null },
                  )
                }
              >
                {t(`endring.status.${r}`)}
              </Button>
            ))}
          </span>
        )}
      </td>
    </tr>
  );
}

/** The plan as it now stands, and the way to keep it: as a draft on every page, or saved. */
function Stands({ found, busy, clear }: { found: Standing; busy: boolean; clear: () => void }) {
  const { t } = useTranslation();
  const { changes, setDraft } = useDraft();
  const [saving, setSaving] = useState(false);
  const { may, locked, branch } = usePlan();
  const take = () => setDraft({ endringer: found.endringer });
  return (
    <div className={`staar ${busy ? "gammel" : ""}`} aria-busy={busy}>
      <p role="status">
        <b>{t("ui.stemme.staar")}</b> {found.setninger.join(" ")}
      </p>
      <p className="liten">{found.dom.join(" ")}</p>
      <div className="verktoy">
        <Button
          data-size="sm"
          onClick={() => {
            take();
            setSaving(true);
          }}
        >
          {t("ui.stemme.lagre")}
        </Button>
        <Button data-size="sm" variant="secondary" onClick={take}>
          {t("ui.stemme.se")}
        </Button>
        <LinkButton onClick={clear}>{t("ui.stemme.nullstill")}</LinkButton>
      </div>
      {changes ? <p className="liten dus">{t("ui.stemme.erstatter")}</p> : null}
      {saving ? (
        <SaveDialog mode={branch.min && may("rediger") && !locked ? "versjon" : "alternativ"} close={() => setSaving(false)} />
      ) : null}
    </div>
  );
}
