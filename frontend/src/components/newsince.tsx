import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { EMPTY, size, useDraft } from "../lib/draft";
import { day } from "../lib/i18n";
import { signed } from "../lib/numbers";
import { usePage, usePlan } from "../lib/plan";
import { previousOf, type Split, useSplit } from "../lib/split";
import { Card } from "./bits";
import { Answer } from "./state";

const NAMED = 4;

/** What moved the lasting need since the plan before: the largest causes, or that nothing has changed since then. */
export function NewSince() {
  const { t } = useTranslation();
  const { tree, version } = usePlan();
  const { shown } = useDraft();
  const page = usePage();
  const drafted = size(shown) > 0;
  const before = previousOf(tree, version);
  const same = before !== null && before.hash === version.hash && !drafted;
  const from = before?.id ?? version.id;
  const sides = { before: { version: from, draft: EMPTY }, after: { version: version.id, draft: shown } };
  const query = useSplit(sides, null, null, !same && (before !== null || drafted));
  if (before === null && !drafted) return null;
  const when = before
    ? t("ui.forrige_versjon", { n: before.id, tid: day(before.tid), av: before.av })
    : t("ui.versjon_n", { n: version.id });
  return (
    <Card id="h-nytt" title={t("ui.nytt_siden")} text={when}>
      {same ? (
        <p>{t("ui.uendret_siden", { tid: day(before.tid) })}</p>
      ) : (
        <Answer query={query} height={160}>
          {(split) => <Largest split={split} />}
        </Answer>
      )}
      <div className="lenker">
        <Link to={page("sammenlign", { fra: from, til: version.id })}>{t("ui.aapne_sammenlign")}</Link>
      </div>
    </Card>
  );
}

function Largest({ split }: { split: Split }) {
  const { t } = useTranslation();
  const moved = split.deler.filter((p) => p.rekkefoelge.verdi);
  const sorted = [...moved].sort((a, b) => Math.abs(b.rekkefoelge.verdi ?? 0) - Math.abs(a.rekkefoelge.verdi ?? 0));
  const named = sorted.slice(0, sorted.length === NAMED + 1 ? NAMED + 1 : NAMED);
  const rest = sorted.slice(named.length);
  if (!split.inndata.length && !moved.length) return <p>{t("ui.ingen_endrede_inndata")}</p>;
  return (
    <>
      <p>{split.tekst.rekkefoelge?.[0]}</p>
      <ul className="aarsaker">
        {named.map((p) => (
          <li key={p.gruppe}>
            <span>{p.etikett}</span>
            <b className="n">{p.rekkefoelge.trykt}</b>
          </li>
        ))}
        {rest.length ? (
          <li>
            <span>{t("ui.andre_aarsaker", { count: rest.length })}</span>
            <b className="n">{together(rest)}</b>
          </li>
        ) : null}
      </ul>
      <p className="liten">
        {split.enhet}. {split.merknader[0]}
      </p>
    </>
  );
}

/** The sum of shares, with the decimals they are printed with. */
function together(parts: Schemas["PartOut"][]): string {
  const decimals = (parts[0]?.rekkefoelge.trykt.split(/[.,](?=\d{1,2}$)/)[1] ?? "").length;
  return signed(Number(parts.reduce((all, p) => all + (p.rekkefoelge.verdi ?? 0), 0).toFixed(decimals)), decimals);
}
