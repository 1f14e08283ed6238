import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type State = "ok" | "obs" | "brudd" | "info" | "las";

/** A status: shape, word and colour, never colour alone. */
export function Status({ kind, children }: { kind: State; children: ReactNode }) {
  return (
    <span className={`st ${kind}`}>
      <Shape kind={kind} />
      <span>{children}</span>
    </span>
  );
}

const SHAPES: Record<State, ReactNode> = {
  ok: (
    <>
      <circle cx="7" cy="7" r="6.5" fill="currentColor" />
      <path d="M4 7.2l2 2 4-4.2" fill="none" stroke="#fff" strokeWidth="1.6" />
    </>
  ),
  obs: (
    <>
      <path d="M7 1l6 11.5H1z" fill="currentColor" />
      <path d="M7 5v3.5M7 10v1" stroke="#fff" strokeWidth="1.5" />
    </>
  ),
  brudd: (
    <>
      <rect x="1" y="1" width="12" height="12" rx="1" fill="currentColor" />
      <path d="M4.3 4.3l5.4 5.4M9.7 4.3L4.3 9.7" stroke="#fff" strokeWidth="1.6" />
    </>
  ),
  las: (
    <>
      <rect x="2" y="6" width="10" height="7" rx="1" fill="currentColor" />
      <path d="M4.5 6V4.2a2.5 2.5 0 015 0V6" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  info: (
    <>
      <circle cx="7" cy="7" r="6.5" fill="currentColor" />
      <path d="M7 6v4.5M7 3.2v1.4" stroke="#fff" strokeWidth="1.6" />
    </>
  ),
};

/** The shape of a status. */
export function Shape({ kind }: { kind: State }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {SHAPES[kind]}
    </svg>
  );
}

/** The mark on approximate figures. */
export function Rough() {
  const { t } = useTranslation();
  return (
    <span className="anslag" title={t("ui.hjelp.anslag")}>
      {t("explain.rough")}
    </span>
  );
}

export function Card({
  title,
  text,
  tools,
  children,
  id,
  className = "",
}: {
  title: ReactNode;
  text?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
  id?: string;
  className?: string;
}) {
  return (
    <section className={`kort ${className}`.trim()}>
      <header>
        <div>
          <h2 id={id}>{title}</h2>
          {text ? <p>{text}</p> : null}
        </div>
        {tools}
      </header>
      <WhatIsThis card={id} title={title} />
      {children}
    </section>
  );
}

/** «Hva er dette?» on a card: the text `ui.hva.<card>`, where the catalogue has one. */
function WhatIsThis({ card, title }: { card: string | undefined; title: ReactNode }) {
  const { t, i18n } = useTranslation();
  const key = `ui.hva.${card?.replace(/^h-/, "")}`;
  if (!card || !i18n.exists(key)) return null;
  return (
    <details className="hva-er-dette">
      <summary>
        {t("ui.hva")}
        <span className="vh"> {title}</span>
      </summary>
      <p>{t(key)}</p>
    </details>
  );
}

export function PageHead({ title, question, children }: { title: string; question: string; children?: ReactNode }) {
  return (
    <div className="sidetopp">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <p>{question}</p>
      </div>
      {children ? <div className="verktoy">{children}</div> : null}
    </div>
  );
}

export function LinkButton({
  onClick,
  children,
  pressed,
  describedBy,
}: {
  onClick: () => void;
  children: ReactNode;
  pressed?: boolean;
  describedBy?: string;
}) {
  return (
    <button type="button" className="som-lenke" onClick={onClick} aria-pressed={pressed} aria-describedby={describedBy}>
      {children}
    </button>
  );
}

export function Delta({ text, good }: { text: string; good: boolean | null }) {
  const { t } = useTranslation();
  const word = good === null ? "" : good ? t("ui.bedre") : t("ui.verre");
  return (
    <span className={`delta ${good === null ? "noytral" : good ? "bra" : "verre"}`}>
      {text}
      {word ? <span className="vh">, {word}</span> : null}
    </span>
  );
}
