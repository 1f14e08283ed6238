import { Button } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../lib/draft";
import { useOpenForm } from "../lib/forms";
import { grouped, signed } from "../lib/numbers";
import { type Cure, laid, type ServicePlaces, useCures } from "../lib/places";
import { usePlan } from "../lib/plan";
import { Card, LinkButton, Rough } from "./bits";
import { Answer } from "./state";
import { numberHead, Table } from "./table";

/** What can close the gap, counted on the plan one at a time, each tried with one click; and a new project filled in. */
export function CuresCard({ service }: { service: ServicePlaces }) {
  const { t } = useTranslation();
  const query = useCures(service.id);
  const { setDraft, undo } = useDraft();
  const [tried, setTried] = useState("");
  const attempt = (cure: Cure) => {
    setDraft((d) => laid(d, cure.draft));
    setTried(cure.name);
  };
  return (
    <Card id="h-lukk" title={t("ui.lukke_gapet")} text={t("ui.lukke_regnet")}>
      <p role="status" className={tried ? "rute" : "vh"}>
        {tried ? (
          <>
            {t("ui.proevd_kur", { navn: tried })}{" "}
            <LinkButton
              onClick={() => {
                undo();
                setTried("");
              }}
            >
              {t("ui.angre")}
            </LinkButton>
          </>
        ) : null}
      </p>
      <Answer query={query} height={160}>
        {(found) => (
          <>
            <p>{found.said}</p>
            {found.rows.length ? <Cures rows={found.rows} prices={found.prices} attempt={attempt} /> : null}
          </>
        )}
      </Answer>
      <NewProject service={service} />
    </Card>
  );
}

function Cures({ rows, prices, attempt }: { rows: Cure[]; prices: number; attempt: (cure: Cure) => void }) {
  const { t } = useTranslation();
  const need = t("ui.varig_behov_priser", { aar: prices });
  return (
    <Table
      className="kurer"
      scroll="none"
      caption={t("ui.lukke_gapet")}
      heads={[t("ui.grep_navn"), numberHead(t("ui.plasser_hode")), numberHead(need), t("ui.proev")]}
    >
      <tbody>
        {rows.map((c) => (
          <tr key={c.id}>
            <th scope="row">
              {c.name}
              <span className="blokk liten dus">{c.detail}</span>
            </th>
            <td className="n" data-l={t("ui.plasser_hode")}>
              {signed(Math.round(c.places))}
            </td>
            <td className="n" data-l={need}>
              <b>{c.need_text}</b>
            </td>
            <td>
              <Button
                variant="secondary"
                data-size="sm"
                aria-label={t("ui.proev_navn", { navn: c.name })}
                onClick={() => attempt(c)}
              >
                {t("ui.proev")}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** A form for a new project, filled in as the gap would have it. */
function NewProject({ service }: { service: ServicePlaces }) {
  const { t } = useTranslation();
  const { may } = usePlan();
  const open = useOpenForm();
  const wanted = service.wanted;
  if (!may("rediger")) return null;
  const prefill: Record<string, string | number> = {
    tjeneste: service.id,
    ...(wanted?.zone ? { sone: wanted.zone } : {}),
    ...(wanted ? { aar: wanted.year, plasser: wanted.places } : {}),
  };
  return (
    <div className="verktoy">
      <Button variant="secondary" data-size="sm" onClick={(e) => open({ kind: "prosjekt", prefill, anchor: e.currentTarget })}>
        {t("ui.nytt_prosjekt_pluss")}
      </Button>
      {wanted ? (
        <span className="liten dus">{t("ui.nytt_prosjekt_utfylt", { n: grouped(wanted.places), aar: wanted.year })}</span>
      ) : null}
      {service.anslag ? <Rough /> : null}
    </div>
  );
}
