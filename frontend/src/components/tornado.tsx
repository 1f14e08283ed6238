import { Select } from "@digdir/designsystemet-react";
import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { LASTING_NEED, type Spread, useCauses } from "../lib/uncertain";
import { Card } from "./bits";
import { PrintedFigure } from "./printed";
import { Answer } from "./state";

type Bars = Schemas["TornadoOut"];
const MOST = 10;

/** The factors that matter most to the lasting need, or to a måltall in a year, what the spread comes of, and when the plan
 * fails.
 */
export function Matters({ spread }: { spread: Spread }) {
  const { t } = useTranslation();
  const ratios = ratiosOf(spread);
  const [outcome, setOutcome] = useState(spread.nok ? LASTING_NEED : (ratios[0]?.name ?? LASTING_NEED));
  const [year, setYear] = useState(spread.overskriftsaar);
  const query = useCauses(outcome, outcome === LASTING_NEED ? null : year, true);
  const years = spread.aar.filter((y) => y > (spread.vedtatt_til ?? 0));
  return (
    <>
      <Answer query={query} height={420}>
        {(found) => (
          <PrintedFigure
            title={t("ui.hva_betyr_mest")}
            unit={`${found.tornado.tittel}, ${t("ui.endring_i", { enhet: found.tornado.enhet })}`}
            said={found.tornado.sagt.setninger}
            table={found.tornado.sagt.tabell}
            tools={
              <div className="verktoy luft-under">
                <label className="velger">
                  {t("ui.tallet")}
                  <Select value={outcome} data-size="sm" onChange={(e) => setOutcome(e.target.value)}>
                    {spread.nok ? <option value={LASTING_NEED}>{t("ui.stripe.varig")}</option> : null}
                    {ratios.map((r) => (
                      <option key={r.name} value={r.name}>
                        {r.title}
                      </option>
                    ))}
                  </Select>
                </label>
                {outcome === LASTING_NEED ? null : (
                  <label className="velger">
                    {t("ui.aar_valg")}
                    <Select value={year} data-size="sm" onChange={(e) => setYear(Number(e.target.value))}>
                      {years.map((y) => (
                        <option key={y} value={y}>
                          {y}
                        </option>
                      ))}
                    </Select>
                  </label>
                )}
              </div>
            }
          >
            {() => <Tornado found={found.tornado} />}
          </PrintedFigure>
        )}
      </Answer>
      <Answer query={query} height={240}>
        {(found) => (
          <PrintedFigure
            title={t("ui.hva_spredningen")}
            unit={t("ui.prosent_av_spredningen")}
            said={found.andeler_sagt.setninger}
            table={found.andeler_sagt.tabell}
          >
            {() => <Shares found={found} />}
          </PrintedFigure>
        )}
      </Answer>
      <Answer query={query} height={160}>
        {(found) => (
          <Card title={t("ui.naar_ryker")}>
            {found.ryker.map((w) => (
              <p key={w.regel} className="luft-over">
                {w.setninger.join(" ")}
              </p>
            ))}
          </Card>
        )}
      </Answer>
    </>
  );
}

/** The måltall with a chance, by the name of what they measure. */
function ratiosOf(spread: Spread): { name: string; title: string }[] {
  const judged = new Set((spread.uten?.sjanser.tabell?.rader ?? []).map((r) => r.id.replace(/\.[^.]*$/, "")));
  return (spread.uten?.vifter ?? []).filter((f) => judged.has(f.navn)).map((f) => ({ name: f.navn, title: f.tittel }));
}

function Tornado({ found }: { found: Bars }) {
  const { t } = useTranslation();
  const shown = found.stolper.slice(0, MOST);
  const all = shown.flatMap((b) => [b.ved_lav.verdi ?? 0, b.ved_hoey.verdi ?? 0]);
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const place = (v: number) => ((v - low) / (high - low || 1)) * 100;
  const need = found.utfall === LASTING_NEED;
  return (
    <>
      <ol className="tornado" aria-hidden="true" style={{ "--null": `${place(0)}%` } as CSSProperties}>
        {shown.map((b) => (
          <li key={b.faktor}>
            <span className="tornado-navn">
              {b.navn}
              <small>
                {b.lav} / {b.hoey}
              </small>
            </span>
            <span className="tornado-felt">
              {[
                { cell: b.ved_lav, end: "lav" },
                { cell: b.ved_hoey, end: "hoey" },
              ].map(({ cell, end }) => {
                const v = cell.verdi ?? 0;
                const [from, to] = [place(Math.min(0, v)), place(Math.max(0, v))];
                const colour = need ? (v > 0 ? COLOUR.need : COLOUR.down) : end === "lav" ? COLOUR.capacity : COLOUR.spent;
                return (
                  <span
                    key={end}
                    className={`tornado-stolpe ${v < 0 ? "venstre" : ""}`}
                    style={{ left: `${from}%`, width: `${to - from}%`, background: colour }}
                  >
                    <b>{cell.tekst}</b>
                  </span>
                );
              })}
            </span>
          </li>
        ))}
      </ol>
      <p className="liten dus">{need ? t("ui.tornado_tegn") : t("ui.tornado_ender")}</p>
    </>
  );
}

function Shares({ found }: { found: Schemas["CausesOut"] }) {
  const { t } = useTranslation();
  const shown = [...found.andeler.slice(0, 6), { faktor: "rest", navn: t("usikker.andel.rest"), andel: found.uforklart }].filter(
    (s) => (s.andel.verdi ?? 0) > 0,
  );
  const most = Math.max(...shown.map((s) => s.andel.verdi ?? 0), 1e-9);
  return (
    <ul className="deler" aria-hidden="true">
      {shown.map((s) => (
        <li key={s.faktor}>
          <span>{s.navn}</span>
          <span className="delspor">
            <span
              style={{
                width: `${((s.andel.verdi ?? 0) / most) * 100}%`,
                background: s.faktor === "rest" ? COLOUR.before : COLOUR.plan,
              }}
            />
          </span>
          <b className="n">{s.andel.tekst}</b>
        </li>
      ))}
    </ul>
  );
}
