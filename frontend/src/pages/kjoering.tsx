import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { Card, PageHead } from "../components/bits";
import { Running } from "../components/longruns";
import { Answer } from "../components/state";
import { numberHead, Table, yearHeads } from "../components/table";
import { address } from "../lib/address";
import { useVerdict } from "../lib/data";
import { moment } from "../lib/i18n";
import { grouped, mill, ratioShown } from "../lib/numbers";
import { usePage } from "../lib/plan";
import { isUnfinished, type Queued, useRun } from "../lib/runs";
import { shownYears } from "../lib/series";
import { readAs } from "../lib/units";

const NEED = /^varig\/p(\d+)$/;

/** A long run on a page of its own: it is there after a reload, with its progress, and with its result when it has ended. */
export default function Kjoering() {
  const { t } = useTranslation();
  const page = usePage();
  const [search] = useSearchParams();
  const id = Number(search.get("id")) || null;
  const query = useRun(id);
  return (
    <>
      <PageHead title={t("ui.side.kjoering")} question={t("ui.spor.kjoering")}>
        <Link to={page("usikkerhet", {}, "h-kjoer")}>{t("ui.aapne_usikkerhet")}</Link>
      </PageHead>
      {id === null ? (
        <Card id="h-velg" title={t("ui.tom.kjoering")}>
          <p>{t("ui.tom.kjoering_tekst")}</p>
        </Card>
      ) : (
        <Answer query={query} height={240}>
          {(run) => <Run run={run} />}
        </Answer>
      )}
    </>
  );
}

function Run({ run }: { run: Queued }) {
  const { t } = useTranslation();
  return (
    <>
      <Card
        id="h-kjoering"
        title={t("ui.kjoering_n", { id: run.id, n: grouped(run.trekninger) })}
        text={`${moment(run.bestilt)} · ${t(`run.${run.status}`)}${run.hash ? ` · ${run.hash.slice(0, 12)}` : ""}`}
      >
        {isUnfinished(run) ? <Running run={run} /> : null}
        {run.feil ? <p className="c-brudd">{run.feil}</p> : null}
        {run.status === "ferdig" ? <Needs run={run} /> : null}
      </Card>
      {run.status === "ferdig" ? <Years run={run} /> : null}
    </>
  );
}

/** The lasting need that is enough in a share of the draws. */
function Needs({ run }: { run: Queued }) {
  const { t } = useTranslation();
  const { now } = useVerdict();
  const unit = readAs(t, "kr_fast", now.data?.om.prisaar);
  const shares = Object.keys(run.tall).flatMap((k) => NEED.exec(k)?.[1] ?? []);
  const rows = shares.map(Number).sort((a, b) => a - b);
  if (!rows.length) return <p>{t("ui.ikke_behov")}</p>;
  return (
    <Table scroll="none" caption={t("ui.hvor_mye_er_nok")} heads={[t("ui.hvor_mye_er_nok"), numberHead(unit)]}>
      <tbody>
        {rows.map((p) => (
          <tr key={p}>
            <th scope="row">{t("ui.sikkert", { p })}</th>
            <td className="n">{mill(run.tall[`varig/p${p}`], now.data?.om.desimaler ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** The middle of the draws of each måltall, with 8 of 10 draws around it. */
function Years({ run }: { run: Queued }) {
  const { t } = useTranslation();
  const { now } = useVerdict();
  const found = now.data;
  if (!found) return null;
  const known = Object.keys(run.tall).map((k) => Number(k.split("/")[1]));
  const years = [...new Set(known)].filter((y) => y > 1900).sort((a, b) => a - b);
  const shown = shownYears(found.om, years);
  const rows = found.maaltall.filter((r) => r.har_maal);
  return (
    <div className="luft-over">
      <Card id="h-aar" title={t("ui.maaltall")} text={t("ui.kjoering_maaltall")}>
        <Table caption={t("ui.maaltall")} heads={[t("ui.maaltallet"), ...yearHeads(shown, found.om.vedtatt_til)]}>
          <tbody>
            {rows.map((r) => {
              const text = (year: number, statistic: string) => {
                const v = run.tall[address(r.id, year, statistic)];
                return v === undefined ? "–" : ratioShown(v, r.enhet, r.desimaler);
              };
              return (
                <tr key={r.id}>
                  <th scope="row">
                    {r.navn}{" "}
                    <span className="dus liten">
                      {r.enhet === "prosent" ? "%" : r.enhet === "mill. kr" ? readAs(t, "kr") : r.enhet}
                    </span>
                  </th>
                  {shown.map((y) => (
                    <td key={y} className="n">
                      {text(y, "p50")}
                      <small className="blokk dus">
                        {text(y, "p10")}–{text(y, "p90")}
                      </small>
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </Table>
      </Card>
    </div>
  );
}
