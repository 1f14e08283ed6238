import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../lib/api";
import { readAs } from "../lib/units";
import { Status } from "./bits";
import { Num } from "./number";
import { Table, yearHeads } from "./table";

export type Verdict = Schemas["VerdictOut"];
type Need = Schemas["NeedOut"];
type Said = Schemas["Said"];

/** The verdict on the plan: its sentences, and tags that repeat them. The words are the server's, the same as on the command line. */
export function VerdictCard({ found, second }: { found: Verdict; second: Schemas["UnpricedOut"] | undefined }) {
  const { t } = useTranslation();
  return (
    <section className="kort dom" aria-label={t("ui.dommen")}>
      <p>
        <b>{found.setninger.join(" ")}</b>
      </p>
      <div className="merker">
        {[...found.merker, ...(second?.merke ? [second.merke] : [])].map((m) => (
          <Status key={m.tekst} kind={m.slag}>
            {m.tekst}
          </Status>
        ))}
      </div>
    </section>
  );
}

/** A number of the verdict, a button where it has an address. */
export function Told({ said, label, unit }: { said: Said; label: string; unit?: string }) {
  return (
    <Num at={said.adresse} label={`${label}: ${said.tekst}`} unit={unit}>
      {said.tekst}
    </Num>
  );
}

/** The lasting need: the number, what binds and how it adds up, the one-off before it works, and other measures of it. */
export function NeedCard({ found, old, children }: { found: Verdict; old: boolean; children?: ReactNode }) {
  const { t } = useTranslation();
  const need = found.behov;
  const kroner = readAs(t, "kr");
  const none = found.hovedtall.verdi === null;
  return (
    <div className={old ? "gammel" : undefined} aria-busy={old || undefined}>
      <h2 id="h-svar">{t("ui.varig_behov")}</h2>
      <p className="stortall">
        {none ? "–" : <Told said={found.hovedtall} label={t("ui.varig_behov")} unit={`${kroner} ${t("ui.per_aar")}`} />}{" "}
        {none ? null : (
          <span>
            {kroner} {t("ui.per_aar")}
          </span>
        )}
      </p>
      {none ? null : <p className="liten dus">{need.vilkaar}</p>}
      {need.setninger.map((s, i) => (
        <p key={s} className={i === 0 ? "svar" : "liten"}>
          {s}
        </p>
      ))}
      {old ? (
        <p>
          <Status kind="info">{t("ui.viser_forrige")}</Status>
        </p>
      ) : null}
      {children}
      <OneOff need={need} />
      {none ? null : (
        <dl className="nokkel">
          <div>
            <dt className="dus">{t("ui.nokkel.inndekningsbehov_andel")}</dt>
            <dd className="fet">
              <Told said={need.av_driften} label={t("ui.nokkel.inndekningsbehov_andel")} /> %
            </dd>
          </div>
          <div>
            <dt className="dus">{t("ui.nokkel.inndekningsbehov_per_innbygger")}</dt>
            <dd className="fet">
              <Told said={need.per_innbygger} label={t("ui.nokkel.inndekningsbehov_per_innbygger")} /> kr
            </dd>
          </div>
        </dl>
      )}
    </div>
  );
}

/** What is needed once before the saving works, by year; nothing where no year needs anything. */
function OneOff({ need }: { need: Need }) {
  const { t } = useTranslation();
  if (!need.engangs_sum.verdi) return null;
  return (
    <Table
      caption={t("ui.engangsbehov")}
      heads={[{ text: t("ui.engangsbehov_enhet") }, ...yearHeads(need.engangs.map((e) => e.aar))]}
    >
      <tbody>
        <tr>
          <th scope="row">{t("ui.mangler_etter_fond")}</th>
          {need.engangs.map((e) => (
            <td key={e.aar} className="n">
              <Told said={e} label={`${t("ui.engangsbehov")} ${e.aar}`} unit={readAs(t, "kr")} />
            </td>
          ))}
        </tr>
      </tbody>
    </Table>
  );
}
