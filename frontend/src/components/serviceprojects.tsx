import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useProjects } from "../lib/data";
import { grouped, mill } from "../lib/numbers";
import { usePage } from "../lib/plan";
import { Card } from "./bits";
import { Answer } from "./state";

/** The projects of a service: years, places, phase and cost in its own prices. */
export function ProjectsCard({ service }: { service: string }) {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <Card id="h-prosjekter" title={t("ui.prosjekter")} text={t("ui.prosjekter_tekst")}>
      <Answer query={useProjects()} height={160}>
        {(projects) => {
          const own = projects.filter((p) => p.service === service);
          if (!own.length) return <p>{t("ui.tom.prosjekter_tjeneste")}</p>;
          return (
            <ul className="ren">
              {own.map((p) => (
                <li key={p.id}>
                  <span>
                    <Link to={page("investeringsplan", {}, p.id)}>{p.name}</Link>
                    <span className="blokk liten dus">
                      {[
                        `${p.first}–${p.last}`,
                        p.places ? t("ui.n_plasser", { n: grouped(p.places) }) : t("ui.ingen_nye_plasser"),
                        p.phase,
                        ...(p.in_use ? [] : [t("ui.ikke_valgt")]),
                      ].join(" · ")}
                    </span>
                  </span>
                  <b className="num">
                    {p.cost === null || p.cost === undefined ? "–" : mill(p.cost)} <span className="liten dus">{p.prices}</span>
                  </b>
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Card>
  );
}
