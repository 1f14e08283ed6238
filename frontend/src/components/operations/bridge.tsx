import { useTranslation } from "react-i18next";
import type { Schemas } from "../../lib/api";
import { useBridge } from "../../lib/data";
import { Card } from "../bits";
import { Num } from "../number";
import { Answer } from "../state";
import { NumberCells, numberHead, Table } from "../table";
import "../../styles/operations.css";

type BridgeOut = Schemas["BridgeOut"];
type Row = BridgeOut["linjer"][number];
const SHOWN = ["sum_driftsutgifter", "sum_driftsinntekter"]; // § 5-6 lines 15 and 9

/** The change from the last adopted to the first projected year by cause: expenditure and income first, then every line. */
export function Bridge() {
  const { t } = useTranslation();
  return (
    <Answer query={useBridge()} height={300}>
      {(bridge) => {
        const first = SHOWN.flatMap((n) => bridge.linjer.find((l) => l.steg === n) ?? []);
        return (
          <Card id="h-bro" title={bridge.tittel} text={bridge.linjer.length ? t("ui.bro_tekst") : undefined}>
            <div className="rut k2 broer">
              {first.map((line) => (
                <Steps key={line.steg} bridge={bridge} line={line} />
              ))}
            </div>
            {bridge.linjer.length ? (
              <details className="luft-over">
                <summary>{t("ui.drift.per_linje")}</summary>
                <EveryLine bridge={bridge} />
              </details>
            ) : null}
            {bridge.merknader.map((note) => (
              <p key={note} className="liten">
                {note}
              </p>
            ))}
          </Card>
        );
      }}
    </Answer>
  );
}

/** One line as steps from year to year; causes without an amount are left out. */
function Steps({ bridge, line }: { bridge: BridgeOut; line: Row }) {
  const last = bridge.kolonner.length - 1;
  const steps = bridge.kolonner
    .map((name, i) => ({ name, text: line.trykt[i] ?? "", at: line.adresser[i] ?? "", end: i === 0 || i === last }))
    .filter((s) => s.end || /[1-9]/.test(s.text));
  return (
    <Table caption={line.navn} shownCaption scroll="none" heads={[]}>
      <tbody>
        {steps.map((s) => (
          <tr key={s.name} className={s.end ? "sum" : undefined}>
            <th scope="row">{s.end ? `${line.navn}, ${s.name}` : s.name}</th>
            <td className="n">
              <Num at={s.at} label={`${line.navn} ${s.name}: ${s.text}`}>
                {s.end || s.text.startsWith("−") ? s.text : `+${s.text}`}
              </Num>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function EveryLine({ bridge }: { bridge: BridgeOut }) {
  const { t } = useTranslation();
  return (
    <Table caption={bridge.tittel} heads={["§", t("ui.linje"), ...bridge.kolonner.map(numberHead)]} scroll="tall">
      <tbody>
        {bridge.linjer.map((line) => (
          <tr key={line.plass} className={line.sum ? "sum" : undefined}>
            <td>{line.plass}</td>
            <th scope="row">{line.navn}</th>
            <NumberCells texts={line.trykt} />
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
