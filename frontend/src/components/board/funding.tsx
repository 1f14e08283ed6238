import { Button } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../../lib/api";
import { useTimeline } from "../../lib/boarddata";
import { COLOUR, nth } from "../../lib/colours";
import { useNumbers } from "../../lib/data";
import { useDraft } from "../../lib/draft";
import { newIds, useOpenForm } from "../../lib/forms";
import { mill } from "../../lib/numbers";
import { usePage, usePlan } from "../../lib/plan";
import { lineOf, usePrices } from "../../lib/series";
import { Card } from "../bits";
import { Chart } from "../chart";
import { Answer } from "../state";
import { numberHead, rowsOf, Table, YearTable } from "../table";

type Loan = Schemas["PlannedLoan"];

const COLOURS = [COLOUR.down, COLOUR.spent, COLOUR.before, COLOUR.need, COLOUR.plan, COLOUR.capacity, COLOUR.more];
const SPENT = "sum_investeringsutgifter";

/** Finansiering: who pays each year, as the lines of § 5-5. */
export function Funding() {
  return (
    <Answer query={useTimeline()} height={360}>
      {(found) => (
        <>
          <Sources names={found.funding.sources} text={found.funding.text} />
          <div className="luft-over">
            <PlannedLoans loans={found.funding.loans} />
          </div>
        </>
      )}
    </Answer>
  );
}

function Sources({ names, text }: { names: string[]; text: string }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const page = usePage();
  const asked = names.map((n) => prices.ask(n));
  const { now } = useNumbers([...asked, prices.ask(SPENT)]);
  return (
    <Answer query={now} height={360}>
      {(numbers) => {
        const { aar, om } = numbers.answer;
        const series = names.flatMap((n) => numbers.of(n) ?? []);
        const total = numbers.of(SPENT);
        const rows = series.map((s) => ({ name: s.etikett, series: s }));
        return (
          <>
            <Chart
              title={t("ui.hvem_betaler")}
              unit={t(prices.words, { aar: om.prisaar })}
              years={aar}
              adopted={om.vedtatt_til}
              height={360}
              decimals={om.desimaler}
              lines={series.map((s, i) => lineOf(s, s.etikett, nth(COLOURS, i), { bar: true, stack: "kilder" }))}
              questions={asked}
              method="bruk_av_laan"
              summary={text}
            />
            <div className="luft-over">
              <Card
                id="h-55"
                title={t("ui.brett.finansiering_55")}
                text={t(prices.words, { aar: om.prisaar })}
                tools={<Link to={page("oekonomi", { oppstilling: "5-5" })}>{t("ui.brett.hele_oppstillingen")}</Link>}
              >
                <YearTable
                  label={t("ui.brett.finansiering_55")}
                  rows={[...rows, ...(total ? [{ name: total.etikett, series: total, sum: true }] : [])]}
                  years={aar}
                  decimals={om.desimaler}
                />
              </Card>
            </div>
          </>
        );
      }}
    </Answer>
  );
}

/** New loans by year with what fixes their terms; a planned loan is added by its form. */
function PlannedLoans({ loans }: { loans: Loan[] }) {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const prices = usePrices();
  const { now } = useNumbers(["laaneopptak", "avdrag_paa_laan", "laanegjeld_ub"].map((n) => prices.ask(n)));
  return (
    <Answer query={now} height={160}>
      {(numbers) => (
        <Card
          id="h-laan"
          title={t("ui.brett.laan_i_planen")}
          text={t("ui.brett.laan_i_planen_tekst", { enhet: t(prices.words, { aar: numbers.answer.om.prisaar }) })}
          tools={
            may("rediger") ? (
              <Button
                data-size="sm"
                variant="secondary"
                onClick={(e) => open({ kind: "laan", prefill: { slag: "planlagt" }, anchor: e.currentTarget })}
              >
                {t("ui.brett.nytt_laan")}
              </Button>
            ) : null
          }
        >
          <LoanTable loans={loans} />
          <YearTable
            label={t("ui.brett.laan_i_planen")}
            rows={["laaneopptak", "avdrag_paa_laan", "laanegjeld_ub"].flatMap((n) =>
              rowsOf(numbers.every(n)).map((r) => ({ ...r, name: r.series.etikett })),
            )}
            years={numbers.answer.aar}
            decimals={numbers.answer.om.desimaler}
          />
        </Card>
      )}
    </Answer>
  );
}

/** The planned loans, each with its form. Those the draft has added are marked, as everywhere. */
function LoanTable({ loans }: { loans: Loan[] }) {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const { typed } = useDraft();
  const added = newIds(typed, "laan.csv");
  if (!loans.length) return <p>{t("ui.brett.ingen_planlagte_laan")}</p>;
  return (
    <Table
      caption={t("ui.brett.planlagte_laan")}
      shownCaption
      className="laaneliste"
      heads={[
        t("ui.brett.laan_navn"),
        numberHead(t("ui.brett.tas_opp")),
        numberHead(t("ui.brett.mill_loepende_kort")),
        t("ui.brett.vilkaar"),
      ]}
    >
      <tbody>
        {loans.map((l) => (
          <tr key={l.id} className={added.has(l.id) ? "endret-rad" : ""}>
            <th scope="row">
              {may("rediger") ? (
                <button
                  type="button"
                  className="som-lenke navnelenke"
                  onClick={(e) => open({ kind: "laan", id: l.id, anchor: e.currentTarget })}
                >
                  {l.name}
                </button>
              ) : (
                l.name
              )}
              {added.has(l.id) ? <small className="merke">{t("ui.brett.tilstand.ny")}</small> : null}
            </th>
            <td className="n">{l.year}</td>
            <td className="n">{mill(l.amount)}</td>
            <td>{l.terms}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
