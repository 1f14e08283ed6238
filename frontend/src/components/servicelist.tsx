import { useTranslation } from "react-i18next";
import { signed } from "../lib/numbers";
import type { ServicePlaces } from "../lib/places";
import { Card, Status } from "./bits";
import { Spark } from "./chart";

/** The services that have places, the one that lacks most first. */
export function ServiceList({
  services,
  chosen,
  choose,
}: {
  services: ServicePlaces[];
  chosen: string;
  choose: (service: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Card id="h-tj" title={t("ui.tjenester")} text={t("ui.tjenester_tekst")}>
      <ul className="ren velg">
        {services.map((s) => (
          <li key={s.id}>
            <button type="button" aria-pressed={s.id === chosen} onClick={() => choose(s.id)}>
              <span>
                <b>{s.name}</b>
                <span className="blokk liten dus">{s.tag.text}</span>
              </span>
              <Spark values={s.free} level={0} />
              <Status kind={s.tag.kind}>{signed(Math.round(Math.min(...s.free)))}</Status>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The same choice as a list that takes one line, where the page is narrow. */
export function ServiceSelect({
  services,
  chosen,
  choose,
}: {
  services: { id: string; name: string; tag?: string }[];
  chosen: string;
  choose: (service: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <label className="velger">
      {t("ui.tjeneste")}
      <select value={chosen} onChange={(e) => choose(e.target.value)}>
        {services.map((s) => (
          <option key={s.id} value={s.id}>
            {s.tag ? `${s.name} · ${s.tag.toLowerCase()}` : s.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The whole municipality or one zone; nothing where places have no zones. */
export function ZoneSelect({
  service,
  chosen,
  choose,
}: {
  service: ServicePlaces;
  chosen: string;
  choose: (zone: string) => void;
}) {
  const { t } = useTranslation();
  if (!service.zones.length) return null;
  return (
    <label className="velger">
      {t("ui.sone")}
      <select value={chosen} onChange={(e) => choose(e.target.value)}>
        <option value="">{service.whole.name}</option>
        {service.zones.map((z) => (
          <option key={z.zone} value={z.zone}>
            {z.words ? `${z.name} · ${t("ui.mangler_plasser_naar", { naar: z.words })}` : z.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The verdict on one service: its sentences, with the tags that repeat them. */
export function ServiceVerdict({ said, service }: { said: string[]; service?: ServicePlaces | null }) {
  const { t } = useTranslation();
  return (
    <section className="kort dom" aria-label={t("ui.dommen_tjeneste")}>
      <p>
        <b>{said.join(" ")}</b>
      </p>
      {service ? (
        <div className="merker">
          <Status kind={service.tag.kind}>{service.tag.text}</Status>
          {service.decision ? <Status kind={service.decision.kind}>{service.decision.text}</Status> : null}
        </div>
      ) : null}
    </section>
  );
}
