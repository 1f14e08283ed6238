import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { usePage } from "../lib/plan";
import { readAs } from "../lib/units";
import "../styles/oversikt.css";
import { Status } from "./bits";
import { Num } from "./number";
import { numberHead, Table, yearHeads } from "./table";

export type Verdict = Schemas["VerdictOut"];
type Need = Schemas["NeedOut"];
type Said = Schemas["Said"];
type Tag = Schemas["TagOut"];

/** The verdict on the plan: its sentences, and tags that repeat them. The words are the server's, the same as on the
 * command line.
 */
export function VerdictCard({ found, second }: { found: Verdict; second: Schemas["UnpricedOut"] | undefined }) {
  const { t } = useTranslation();
  return (
    <section className="kort dom" aria-label={t("ui.dommen")}>
      <p>
        <b>{found.setninger.join(" ")}</b>
      </p>
      <Tags tags={[...found.merker, ...(second?.merke && !second.foerst ? [second.merke] : [])]} />
    </section>
  );
}

function Tags({ tags }: { tags: Tag[] }) {
  if (!tags.length) return null;
  return (
    <div className="merker">
      {tags.map((m) => (
        <Status key={m.tekst} kind={m.slag}>
          {m.tekst}
        </Status>
      ))}
    </div>
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

interface NeedCardProps {
  found: Verdict;
  /** Whether the number is of the plan before the last change, and a new one is being computed. */
  old: boolean;
  /** What stands below the number and its sentence. */
  children?: ReactNode;
  /** The change from the plan before. */
  delta?: ReactNode;
}

/** The lasting need: the number, what binds and how it adds up, the one-off before it works, and other measures of it. */
export function NeedCard({ found, old, children, delta }: NeedCardProps) {
  const { t } = useTranslation();
  const need = found.behov;
  const kroner = readAs(t, "kr_fast", found.om.prisaar);
  const none = found.hovedtall.verdi === null;
  const said = need.setninger[0];
  const rest = need.setninger.slice(1).filter((s) => !need.unntak.includes(s));
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
      {old ? (
        <>
          <p className="svar dus">{t("ui.varig_kommer")}</p>
          <Tags tags={[{ slag: "info", tekst: t("ui.viser_forrige") }]} />
        </>
      ) : (
        <>
          {none ? null : <p className="liten dus">{need.vilkaar}</p>}
          <p className="svar">{[said, ...need.unntak].join(" ")}</p>
          <Tags tags={found.kortmerker} />
          <LeftOut found={found} />
        </>
      )}
      {children}
      {old ? null : <OneOff need={need} year={found.om.prisaar} />}
      {old || none ? null : <Beside need={need} />}
      {delta}
      {old
        ? null
        : rest.map((s) => (
            <p key={s} className="liten">
              {s}
            </p>
          ))}
    </div>
  );
}

/** The way to the rules where the number leaves demands out, and to the years where none is projected. */
function LeftOut({ found }: { found: Verdict }) {
  const { t } = useTranslation();
  const page = usePage();
  const out = found.krav.some((k) => k.tilstand === "uoppnaaelig" || k.tilstand === "ikke_entydig");
  const none = found.behov.tilstand === "ingen_aar";
  if (!out && !none) return null;
  return (
    <p className="liten">
      <Link to={page("forutsetninger", { fil: out ? "handlingsregler.toml" : "plan.toml" })}>
        {t(out ? "ui.til_kravene" : "ui.legg_til_aar")}
      </Link>
    </p>
  );
}

/** The need as a share of operations, and for each inhabitant. */
function Beside({ need }: { need: Need }) {
  const { t } = useTranslation();
  const share = t("ui.nokkel.inndekningsbehov_andel");
  const person = t("ui.nokkel.inndekningsbehov_per_innbygger");
  return (
    <dl className="nokkel">
      <div>
        <dt className="dus">{share}</dt>
        <dd className="fet">
          <Told said={need.av_driften} label={share} unit="%" /> %
        </dd>
      </div>
      <div>
        <dt className="dus">{person}</dt>
        <dd className="fet">
          <Told said={need.per_innbygger} label={person} unit="kr" /> kr
        </dd>
      </div>
    </dl>
  );
}

/** What is needed once before the saving works, by year and in all; nothing where no year needs anything. */
function OneOff({ need, year }: { need: Need; year: number }) {
  const { t } = useTranslation();
  if (!need.engangs_sum.verdi) return null;
  return (
    <Table
      caption={t("ui.engangsbehov")}
      heads={[
        { text: t("ui.engangsbehov_enhet") },
        ...yearHeads(need.engangs.map((e) => e.aar)),
        numberHead(t("ui.sum_i", { enhet: readAs(t, "kr_fast", year) })),
      ]}
    >
      <tbody>
        <tr>
          <th scope="row">{t("ui.mangler_etter_fond")}</th>
          {need.engangs.map((e) => (
            <td key={e.aar} className="n">
              <Told said={e} label={`${t("ui.engangsbehov")} ${e.aar}`} unit={readAs(t, "kr")} />
            </td>
          ))}
          <td className="n fet">{need.engangs_sum.tekst}</td>
        </tr>
      </tbody>
    </Table>
  );
}
