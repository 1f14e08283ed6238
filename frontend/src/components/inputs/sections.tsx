import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Problem } from "../../lib/api";
import { byFolder, type Group, type Inputs } from "../../lib/inputs";
import { usePage } from "../../lib/plan";

type Section = Inputs["avsnitt"][number];

/** The name of a section: the element's own in the plan, the catalogue's, or the file's. */
export function sectionName(s: { fil: string; navn: string }, t: TFunction): string {
  return s.navn || t(`ui.filnavn.${s.fil}`, { defaultValue: "" }) || s.fil;
}

interface SectionsProps {
  group: Group;
  sections: Section[];
  open: string;
  problems: Problem[];
  choose: (file: string) => void;
}

/** The sections of a group: a list of links, and on narrow screens one field to choose from. */
export function Sections({ group, sections, open, problems, choose }: SectionsProps) {
  const { t } = useTranslation();
  const page = usePage();
  const mistakes = (file: string) => problems.filter((p) => p.fil === file).length;
  return (
    <>
      <nav className="avsnittsliste" aria-label={t("ui.avsnitt")}>
        {byFolder(sections).map((f) => (
          <div key={f.folder || f.sections[0]?.fil}>
            {f.folder ? <h2>{t(`ui.mappe.${f.folder}`, { defaultValue: f.folder })}</h2> : null}
            <ul>
              {f.sections.map((s) => (
                <li key={s.fil}>
                  <Link
                    to={page("forutsetninger", { gruppe: group, fil: s.fil })}
                    aria-current={s.fil === open ? "page" : undefined}
                  >
                    {sectionName(s, t)} <Wrong count={mistakes(s.fil)} />
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <label className="avsnittsvelger">
        {t("ui.avsnitt")}
        <select className="ds-input" value={open} onChange={(e) => choose(e.target.value)}>
          {sections.map((s) => (
            <option key={s.fil} value={s.fil}>
              {sectionName(s, t)}
              {mistakes(s.fil) ? ` (${t("ui.n_feil", { count: mistakes(s.fil) })})` : ""}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

export function Wrong({ count }: { count: number }) {
  const { t } = useTranslation();
  return count ? <span className="prikk">{t("ui.n_feil", { count })}</span> : null;
}
