import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, type Schemas } from "../lib/api";
import { useAnswer } from "../lib/data";
import { useDraft, withGrip, withLever } from "../lib/draft";
import { usePage } from "../lib/plan";
import { LinkButton } from "./bits";
import { NeedChange, useLeverText } from "./levers";

/** Everything the draft changes, in words, each with a way to take it back. Words of edits are the server's. */
export function Changes({ data }: { data: Schemas["LeversOut"] | undefined }) {
  const { t } = useTranslation();
  const { draft, setDraft } = useDraft();
  const page = usePage();
  const said = useLeverText();
  const query = useAnswer<Schemas["DraftedOut"][]>("kladd", draft, (asked) => api.POST("/api/versjoner/{versjon}/kladd", asked));
  const values = draft.spaker ?? {};
  const levers = data?.spaker.filter((l) => values[l.id] !== undefined) ?? [];
  const grips = data?.grep.filter((l) => draft.grep?.includes(l.id)) ?? [];
  const drop = (gone: number[]) => setDraft((d) => ({ ...d, endringer: d.endringer?.filter((_, i) => !gone.includes(i)) }));
  return (
    <>
      <h3>{t("ui.hvaom.endret")}</h3>
      <ul className="endret">
        {levers.map((l) => (
          <Change
            key={l.id}
            text={`${l.navn} ${said.value(l, values[l.id] ?? 0)} ${said.unit(l)}`}
            effect={l.virkning}
            remove={() => setDraft((d) => withLever(d, l.id, null))}
          />
        ))}
        {grips.map((l) => (
          <Change key={l.id} text={l.navn} effect={l.virkning} remove={() => setDraft((d) => withGrip(d, l.id, false))} />
        ))}
        {query.isPlaceholderData
          ? null
          : query.data?.map((c) => (
              <Change
                key={c.endringer.join()}
                text={c.tekst}
                to={page("forutsetninger", c.side ? { fane: c.side } : {}, c.fil)}
                remove={() => drop(c.endringer)}
              />
            ))}
      </ul>
    </>
  );
}

interface ChangeProps {
  text: string;
  effect?: number | null;
  /** Where the changed row can be edited. */
  to?: string;
  remove: () => void;
}

function Change({ text, effect, to, remove }: ChangeProps) {
  const { t } = useTranslation();
  return (
    <li>
      <span>{to ? <Link to={to}>{text}</Link> : text}</span>
      {effect === undefined || effect === null ? null : <NeedChange kroner={effect} />}
      <LinkButton onClick={remove}>
        {t("ui.hvaom.angre")}
        <span className="vh">: {text}</span>
      </LinkButton>
    </li>
  );
}
