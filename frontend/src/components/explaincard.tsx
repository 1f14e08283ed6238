import { Fragment, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { type ExplainedNumber, numbersIn, rowPath } from "../lib/explained";
import { useRowLink } from "../lib/rows";
import "../styles/explain.css";
import { LinkButton, Rough } from "./bits";
import { SourceText } from "./source";

const SHOWN = 7;

/** A sentence with its numbers in bold. */
function Told({ text }: { text: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never move
  return numbersIn(text).map((part, i) => (i % 2 ? <b key={i}>{part}</b> : <Fragment key={i}>{part}</Fragment>));
}

/** The link to the row that a number is changed in. */
export function RowLink({ row, children }: { row: Schemas["EditableOut"] | null; children: ReactNode }) {
  const link = useRowLink();
  return row ? (
    <Link className="som-lenke" to={link(row.fil, rowPath(row))}>
      {children}
    </Link>
  ) : null;
}

/** One number explained: a sentence, the sum, its terms by name, law, source and the row to change. */
export function ExplainCard({
  card,
  id,
  go,
  opened = "",
  linked = true,
  step,
}: {
  card: ExplainedNumber;
  /** Id of the heading. */
  id: string;
  go: (address: string) => void;
  /** The term whose card is shown next. */
  opened?: string;
  /** Rows can be opened: the number is of the open version. */
  linked?: boolean;
  step?: string;
}) {
  const { t } = useTranslation();
  const [every, setEvery] = useState(false);
  const terms = every ? card.ledd : card.ledd.slice(0, SHOWN);
  return (
    <>
      {step ? <p className="liten dus">{step}</p> : null}
      <h2 id={id}>{card.tittel}</h2>
      <p className="forklar-tall">
        <b className="num">{card.tall}</b> <span className="dus">{card.enhet}</span> {card.anslag ? <Rough /> : null}
        {card.fast ? (
          <span className="liten dus">
            {" "}
            · {card.fast} {t("ui.i_faste")}
          </span>
        ) : null}
      </p>
      <p className="forklar-setning">
        <Told text={card.setning} />
      </p>
      {card.regnestykker.length ? (
        <p className="sum num">
          {card.regnestykker.map((sum) => (
            <span key={sum} className="regnestykke">
              {sum}
            </span>
          ))}
        </p>
      ) : null}
      {card.ledd.length ? (
        <ul className="ren forklar-ledd" aria-label={t("ui.regnet_ut_fra")}>
          {terms.map((term) => (
            <TermRow
              key={term.adresse + term.navn}
              term={term}
              go={go}
              opened={term.adresse !== "" && opened === term.adresse}
              linked={linked}
            />
          ))}
        </ul>
      ) : null}
      {card.ledd.length > terms.length ? (
        <LinkButton onClick={() => setEvery(true)}>{t("ui.alle_ledd", { count: card.ledd.length })}</LinkButton>
      ) : null}
      <dl className="forklar-fakta" data-adresse={card.adresse}>
        {card.fakta.map((f) => (
          <Fragment key={f.slag + f.tekst}>
            <dt>{t(`ui.fakta.${f.slag}`)}</dt>
            <dd>
              <SourceText text={f.tekst} /> {linked ? <RowLink row={f.rad}>{t("ui.aapne_raden")}</RowLink> : null}
            </dd>
          </Fragment>
        ))}
      </dl>
    </>
  );
}

function TermRow({
  term,
  go,
  opened,
  linked,
}: {
  term: Schemas["TermOut"];
  go: (address: string) => void;
  opened: boolean;
  linked: boolean;
}) {
  const { t } = useTranslation();
  const origin = term.anslag ? "anslag" : term.opphav;
  return (
    <li aria-current={opened ? "step" : undefined}>
      <span className="forklar-navn">
        {term.fortegn ? `${term.fortegn} ` : ""}
        {term.adresse ? <LinkButton onClick={() => go(term.adresse)}>{term.navn}</LinkButton> : term.navn}{" "}
        {linked ? (
          <span className="liten">
            <RowLink row={term.rad}>{t("ui.aapne_raden")}</RowLink>
          </span>
        ) : null}
      </span>
      {origin ? <span className={`merke-${origin} opphav`}>{t(`ui.opphav.${origin}`)}</span> : <span />}
      <span className="num fet">{term.tall}</span>
    </li>
  );
}

/** A card of the way: its address, and its number in words. */
export interface Crumb {
  address: string;
  text: string;
}

/** The way to a card in words and figures; the last is where one is. */
export function Crumbs({ crumbs, go, first }: { crumbs: readonly Crumb[]; go: (place: number) => void; first?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("ui.brodsmuler")} className="smuler liten">
      <ol>
        {first ? <li>{first}</li> : null}
        {crumbs.map((crumb, i) => (
          <li key={crumb.address} aria-current={i === crumbs.length - 1 ? "step" : undefined}>
            {i === crumbs.length - 1 ? <b>{crumb.text}</b> : <LinkButton onClick={() => go(i)}>{crumb.text}</LinkButton>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
