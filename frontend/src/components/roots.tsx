import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { useWaiting } from "../lib/data";
import { mill, millChange } from "../lib/numbers";
import { usePage } from "../lib/plan";
import { readAs } from "../lib/units";
import "../styles/oversikt.css";
import { Card } from "./bits";
import { Answer } from "./state";
import { numberHead, Table } from "./table";
import { Told, type Verdict } from "./verdict";

/** What each demand alone would cost, the largest first; below zero there is slack. */
export function Roots({ found }: { found: Verdict }) {
  const { t } = useTranslation();
  const page = usePage();
  const most = Math.max(1, ...found.krav.map((k) => Math.abs(k.tall.verdi ?? 0)));
  const kroner = readAs(t, "kr_fast", found.om.prisaar);
  return (
    <Card
      id="h-krav"
      title={t("ui.hvert_krav_alene")}
      text={t("roots.note")}
      tools={<Link to={page("ordbok", { metode: "inndekningsbehov" })}>{t("ui.hva_er_dette")}</Link>}
    >
      <Table
        className="rot krav"
        caption={t("ui.hvert_krav_alene")}
        heads={[t("roots.demand"), t("roots.when"), null, numberHead(kroner)]}
      >
        <tbody>
          {found.krav.map((k) => (
            <tr key={k.id} className={k.binder ? "binder" : undefined}>
              <th scope="row">
                {k.navn} {k.binder ? <span className="bt">{t("roots.binds")}</span> : null}
              </th>
              <td>{k.naar}</td>
              <td className="rotspor" aria-hidden="true">
                <Slack value={k.tall.verdi} most={most} />
              </td>
              <td className="n">
                {k.tall.verdi === null ? t(`roots.${k.tilstand}`) : <Told said={k.tall} label={k.navn} unit={kroner} />}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

/** A bar to the right of zero for what is lacking, to the left for slack. */
function Slack({ value, most }: { value: number | null; most: number }) {
  if (value === null) return null;
  const width = (Math.abs(value) / most) * 50;
  return (
    <span
      style={{
        width: `${Math.max(1, width)}%`,
        marginLeft: `${value < 0 ? 50 - width : 50}%`,
        background: value < 0 ? COLOUR.down : COLOUR.need,
      }}
    />
  );
}

/** The need when the saving starts later, with the same demands in the same years. */
export function Waiting({ year }: { year: number }) {
  const { t } = useTranslation();
  const query = useWaiting();
  return (
    <Card id="h-vente" title={t("ui.hva_koster_det_aa_vente")} text={t("ui.vente_tekst")}>
      <Answer query={query} height={160}>
        {(data) => (
          <>
            <Waited rows={data.rader} decimals={data.desimaler} year={year} />
            {data.setning ? <p className="liten">{data.setning}</p> : null}
          </>
        )}
      </Answer>
    </Card>
  );
}

function Waited({ rows, decimals, year }: { rows: Schemas["WaitedOut"][]; decimals: number; year: number }) {
  const { t } = useTranslation();
  const first = rows[0]?.verdi ?? null;
  return (
    <Table
      className="rot"
      caption={t("ui.hva_koster_det_aa_vente")}
      heads={[
        t("waiting.years"),
        numberHead(t("waiting.start")),
        numberHead(t("waiting.full")),
        numberHead(t("waiting.in", { enhet: readAs(t, "kr_fast", year) })),
        numberHead(t("waiting.more")),
      ]}
    >
      <tbody>
        {rows.map((r) => (
          <tr key={r.aar}>
            <th scope="row">{r.aar === 0 ? t("waiting.none") : t(r.aar === 1 ? "waiting.1" : "waiting.n", { n: r.aar })}</th>
            <td className="n">{r.starter ?? "–"}</td>
            <td className="n">{r.fullt ?? "–"}</td>
            <td className="n">{r.verdi === null ? (first === null ? "–" : t("waiting.late")) : mill(r.verdi, decimals)}</td>
            <td className="n fet">
              {r.aar === 0 || r.verdi === null || first === null ? "–" : millChange(r.verdi - first, decimals)}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
