import { Details, Switch } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import { usePriceYear } from "../lib/data";
import { mill, millChange } from "../lib/numbers";
import { type Stress, type StressRow, useStress } from "../lib/uncertain";
import { readAs } from "../lib/units";
import { Card, Rough } from "./bits";
import { Answer } from "./state";
import { numberHead, Table } from "./table";

interface StressesProps {
  enabled: boolean;
  on: string[];
  setOn: (ids: string[]) => void;
  /** The chosen ones, with all of them together, where there is more than one. */
  together: Stress | undefined;
  decimals: number;
}

/** Stresses and scenarios one by one beside the base case; those switched on are drawn in the fan, and together as the last
 * row.
 */
export function Stresses({ enabled, on, setOn, together, decimals }: StressesProps) {
  const { t } = useTranslation();
  const year = usePriceYear();
  const query = useStress([], enabled);
  const scenarios = (query.data?.finnes ?? []).filter((s) => s.slag === "scenario").map((s) => s.id);
  const told = useStress(scenarios, scenarios.length > 0);
  return (
    <Answer query={query} height={420}>
      {(data) => {
        const rows = [
          ...data.rader.filter((r) => r.slag !== "samlet"),
          ...(told.data?.rader ?? []).filter((r) => r.slag === "scenario"),
        ];
        const all = together?.rader.find((r) => r.slag === "samlet");
        return (
          <Card id="h-stress" title={t("ui.stresstester")} text={t("ui.stresstester_tekst")}>
            <Table
              className="stress"
              caption={t("ui.stresstester")}
              heads={[
                t("ui.vis_i_vifta"),
                t("ui.test"),
                numberHead(`${t("ui.stripe.varig")}, ${readAs(t, "kr_fast", year)}`),
                numberHead(t("ui.endring")),
                t("ui.ryker_foerst"),
              ]}
            >
              <tbody>
                {rows.map((r) => (
                  <Row
                    key={r.id}
                    r={r}
                    decimals={decimals}
                    on={on.includes(r.id)}
                    turn={r.id === "basis" ? null : (yes) => setOn(yes ? [...on, r.id] : on.filter((x) => x !== r.id))}
                  />
                ))}
                {all ? <Row r={{ ...all, navn: t("ui.valgte_samlet") }} decimals={decimals} on={false} turn={null} /> : null}
              </tbody>
            </Table>
            <p className="luft-over">{data.setninger.join(" ")}</p>
            <Details className="luft-over">
              <Details.Summary>{t("ui.stress_kilder")}</Details.Summary>
              <Details.Content>
                <ul className="ren taaler">
                  {rows
                    .filter((r) => r.kilde)
                    .map((r) => (
                      <li key={r.id}>
                        <b>{r.navn}.</b> {r.hvorfor} <span className="liten dus">{r.kilde}</span> {r.anslag ? <Rough /> : null}
                      </li>
                    ))}
                </ul>
              </Details.Content>
            </Details>
            {data.utelatt.map((u) => (
              <p key={u.id} className="liten dus">
                {t("ui.stress_utelatt", { navn: u.navn, grunn: u.grunn })}
              </p>
            ))}
          </Card>
        );
      }}
    </Answer>
  );
}

function Row({ r, decimals, on, turn }: { r: StressRow; decimals: number; on: boolean; turn: ((on: boolean) => void) | null }) {
  const { t } = useTranslation();
  const broken = `${r.bryter}${r.foerste_brudd ? ` ${r.foerste_brudd}` : ""}`;
  return (
    <tr className={on ? "valgt" : r.slag === "samlet" ? "sum" : undefined}>
      <td>
        {turn ? (
          <Switch
            data-size="sm"
            aria-label={t("ui.vis_i_vifta_navn", { navn: r.navn })}
            checked={on}
            onChange={(e) => turn(e.target.checked)}
          />
        ) : null}
      </td>
      <th scope="row">
        {r.navn}
        <span className="liten dus bare-telefon">{broken}</span>
        {r.slag === "scenario" ? <span className="liten dus blokk">{t("ui.scenario")}</span> : null}
      </th>
      <td className="n">{mill(r.varig, decimals)}</td>
      <td className="n">{r.slag === "basis" ? "–" : millChange(r.varig_endring, decimals)}</td>
      <td>{broken}</td>
    </tr>
  );
}
