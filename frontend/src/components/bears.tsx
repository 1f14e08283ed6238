import { useTranslation } from "react-i18next";
import type { Schemas } from "../lib/api";
import { useReverse } from "../lib/uncertain";
import { Card } from "./bits";
import { Answer } from "./state";

type Row = Schemas["ReverseRow"];

/** How far each factor can move before the plan with its own saving breaks a rule, by the rule that is broken. */
export function Bears({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation();
  const query = useReverse(enabled);
  return (
    <Answer query={query} height={320}>
      {(found) => (
        <Card id="h-taaler" title={t("ui.hvor_mye_taaler")} text={t("ui.hvor_mye_taaler_tekst")}>
          {grouped(found.rader).map(([rule, rows]) => (
            <section key={rule} className="luft-over">
              <h3>{rule ? t("ui.foer_brytes", { regel: rule }) : t("ui.brytes_ikke")}</h3>
              <ul className="ren taaler">
                {rows.map((r) => (
                  <li key={r.id} title={r.kilde}>
                    {r.kan}
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {found.merknader.map((m) => (
            <p key={m} className="liten dus">
              {m}
            </p>
          ))}
        </Card>
      )}
    </Answer>
  );
}

/** Rows by the rule and year that is broken, those that are broken first in front and those without a rule last. */
function grouped(rows: Row[]): [string, Row[]][] {
  const found = new Map<string, Row[]>();
  for (const r of [...rows].sort((a, b) => (a.brytes ?? 9999) - (b.brytes ?? 9999))) {
    const rule = r.brytes === null ? "" : `${r.regel} (${r.brytes})`;
    found.set(rule, [...(found.get(rule) ?? []), r]);
  }
  return [...found];
}
