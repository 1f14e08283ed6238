import { Button } from "@digdir/designsystemet-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, got, type Schemas } from "../lib/api";
import { useAnswer } from "../lib/data";
import { useDraft } from "../lib/draft";
import { partiesOf, usePage, usePlan } from "../lib/plan";
import { Card, LinkButton, Status } from "./bits";
import { NewLine } from "./newline";
import { Answer } from "./state";
import { NumberCells, numberHead, Table } from "./table";

export type Amendments = Schemas["AmendmentsOut"];
export type Proposal = Amendments["forslag"][number];

export function useAmendments() {
  return useAnswer<Amendments>("endringsforslag", useDraft().draft, (asked) =>
    api.POST("/api/versjoner/{versjon}/endringsforslag", asked),
  );
}

/** The proposals line by line, each with the balance of its years, and a form for a new line. */
export function ProposalCards() {
  const { t } = useTranslation();
  const query = useAmendments();
  const { may, branch } = usePlan();
  const [adding, setAdding] = useState<string | null>(null);
  return (
    <Answer query={query} height={280}>
      {(found) => (
        <div className="rut">
          {found.forslag.map((p) => (
            <ProposalCard key={p.id} proposal={p} years={found.aar} add={() => setAdding(p.id)} />
          ))}
          {found.skjult ? <p className="liten">{t("ui.forslag.skjult", { n: found.skjult })}</p> : null}
          {found.forslag.length === 0 ? (
            <Card id="h-forslag" title={t("ui.forslag.tittel")}>
              <p>{t("ui.forslag.tom")}</p>
            </Card>
          ) : null}
          {may("rediger") && branch.min ? (
            adding === null ? (
              <div>
                <Button data-size="sm" variant="secondary" onClick={() => setAdding("")}>
                  {t("ui.forslag.nytt")}
                </Button>
              </div>
            ) : (
              <NewLine found={found} proposal={adding} close={() => setAdding(null)} />
            )
          ) : null}
        </div>
      )}
    </Answer>
  );
}

function ProposalCard({ proposal, years, add }: { proposal: Proposal; years: number[]; add: () => void }) {
  const { t } = useTranslation();
  const { branch, may } = usePlan();
  const [text, setText] = useState(false);
  const id = `h-forslag-${proposal.id}`;
  const heads = [t("endring.nr"), t("endring.hva"), t("endring.del"), ...years.map((y) => numberHead(y))];
  const mine = may("rediger") && branch.min;
  return (
    <Card
      id={id}
      title={t("ui.forslag.fra", { navn: proposal.navn, gruppe: proposal.gruppe })}
      text={t("endring.note")}
      tools={<Status kind={proposal.i_balanse ? "ok" : "brudd"}>{proposal.balanse}</Status>}
    >
      <Table caption={t("ui.forslag.fra", { navn: proposal.navn, gruppe: proposal.gruppe })} className="forslag" heads={heads}>
        <tbody>
          {proposal.linjer.map((l) => (
            <tr key={l.id}>
              <td>{l.nr}</td>
              <th scope="row">
                {l.tekst}
                <span className="dus liten blokk">
                  {[l.virker, t(`ui.forslag.${l.varighet}`)].filter(Boolean).join(" · ")}
                  {mine && !l.status ? <RemoveLine line={l.id} name={l.tekst} /> : null}
                </span>
              </th>
              <td>{l.del}</td>
              <NumberCells texts={l.beloep} />
            </tr>
          ))}
          <tr className="sum">
            <td />
            <th scope="row">{t("endring.sum")}</th>
            <td />
            <NumberCells texts={proposal.summer} />
          </tr>
        </tbody>
      </Table>
      <div className="verktoy">
        {mine ? (
          <Button data-size="sm" variant="secondary" onClick={add}>
            {t("ui.forslag.ny_linje")}
          </Button>
        ) : null}
        <LinkButton onClick={() => setText(!text)} pressed={text}>
          {t("ui.forslag.tekst")}
        </LinkButton>
        <Publish proposal={proposal} />
      </div>
      {text ? (
        <div className="forslagstekst">
          {proposal.tekst.map((p) => (
            <p key={p}>{p}</p>
          ))}
        </div>
      ) : null}
      {proposal.beskrivelse ? <p className="liten dus">{proposal.beskrivelse}</p> : null}
    </Card>
  );
}

function RemoveLine({ line, name }: { line: string; name: string }) {
  const { t } = useTranslation();
  const { version } = usePlan();
  const { draft, edit } = useDraft();
  const remove = async () => {
    const params = { path: { versjon: version.id } };
    const body = { utkast: draft, linje: line };
    const made = await got(api.POST("/api/versjoner/{versjon}/endringsforslag/fjern", { params, body }));
    edit(...made.endringer);
  };
  return (
    <>
      {" · "}
      <LinkButton onClick={() => void remove()}>
        {t("ui.alt.fjern")}
        <span className="vh"> {name}</span>
      </LinkButton>
    </>
  );
}

/** The way to publish, closed until every year balances; the reason names the year and the amount that fail. */
function Publish({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation();
  const { branch, tree, may } = usePlan();
  const { changes } = useDraft();
  const navigate = useNavigate();
  const page = usePage();
  const id = useId();
  if (!branch.privat || !may("publiser") || !(branch.min || partiesOf(tree).includes(branch.navn))) return null;
  const ready = proposal.i_balanse && changes === 0;
  const why = proposal.i_balanse
    ? t(changes ? "ui.forslag.lagre_foerst" : "ui.forslag.publiser_fra")
    : t("ui.forslag.publiser_av", { hva: proposal.balanse });
  return (
    <>
      <Button
        data-size="sm"
        aria-disabled={!ready}
        aria-describedby={id}
        onClick={() => (ready ? navigate(page("versjoner")) : undefined)}
      >
        {t("ui.publiser")}
      </Button>
      <p id={id} className="liten">
        {why}
      </p>
    </>
  );
}
