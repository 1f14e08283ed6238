import "../styles/forms.css";
import { Button } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, api, got } from "../lib/api";
import { useDraft, withEdits } from "../lib/draft";
import {
  asksFirst,
  type Filled,
  type FormAsked,
  stops,
  type Typed,
  typedCount,
  withoutTyped,
  withTyped,
  withYear,
} from "../lib/forms";
import { usePlan } from "../lib/plan";
import { LinkButton, Status } from "./bits";
import { FormEffect } from "./form-effect";
import { FieldRow } from "./form-field";
import { Failure } from "./state";
import { Table } from "./table";

const PAUSE_MS = 200; // from the last key to the request
const GROUPS = ["hva", "naar", "etter", "vilkaar", "kilde"] as const;

function useLate<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}

/** The form as the server fills it in from what was typed; `late` while something typed is not answered yet. */
function useFilled(asked: FormAsked, typed: Typed) {
  const { version } = usePlan();
  const { draft } = useDraft();
  const { i18n } = useTranslation();
  const said = useLate(typed, PAUSE_MS);
  const query = useQuery<Filled, ApiError>({
    queryKey: ["skjema", asked.kind, asked.id ?? "", asked.prefill ?? {}, version.id, draft, said, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/skjema/{slag}", {
          params: { path: { versjon: version.id, slag: asked.kind } },
          body: { utkast: draft, id: asked.id ?? "", forslag: asked.prefill ?? {}, skrevet: said },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  return { query, late: said !== typed || query.isPlaceholderData || query.isPending };
}

/** While the form is right its edits are tried on the page behind; while it is wrong the last right ones stay. */
function useTrial(filled: Filled | undefined, late: boolean): void {
  const { draft, setTrial } = useDraft();
  const set = useRef(setTrial);
  set.current = setTrial;
  useEffect(() => {
    if (late || !filled?.rett) return;
    set.current(filled.endringer.length ? withEdits(draft, filled.endringer) : null, true);
  }, [filled, late, draft]);
  useEffect(() => () => set.current(null), []);
}

/** A form in the panel at the right: the page behind stays live, and what is kept is one step to undo. */
export function FormPanel({ asked, close }: { asked: FormAsked; close: () => void }) {
  const { t } = useTranslation();
  const { setDraft, setTrial } = useDraft();
  const [typed, setTyped] = useState<Typed>({});
  const [every, setEvery] = useState(false);
  const [sure, setSure] = useState(false);
  const [keeping, setKeeping] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const { query, late } = useFilled(asked, typed);
  const filled = query.data;
  useTrial(filled, late);

  const leave = useCallback(() => {
    setTrial(null);
    close();
    const { anchor } = asked;
    requestAnimationFrame(() => {
      if (anchor?.isConnected) anchor.focus();
      else document.querySelector<HTMLElement>("main h1")?.focus();
    });
  }, [close, asked, setTrial]);
  const discard = useCallback(() => (asksFirst(typed) ? setSure(true) : leave()), [typed, leave]);

  const ready = filled !== undefined;
  useEffect(() => {
    if (ready) panel.current?.querySelector<HTMLElement>("input, select")?.focus();
  }, [ready]);
  useEffect(() => {
    if (!keeping || late || !filled) return;
    setKeeping(false);
    if (!filled.rett) {
      const first = stops(filled)?.field?.id;
      panel.current?.querySelector<HTMLElement>(`[data-felt="${first}"], [aria-invalid=true]`)?.focus();
      return;
    }
    if (filled.endringer.length) setDraft((d) => withEdits(d, filled.endringer));
    leave();
  }, [keeping, late, filled, setDraft, leave]);

  const type = useCallback((field: string, text: string) => setTyped((now) => withTyped(now, field, text)), []);
  const drop = useCallback((field: string) => setTyped((now) => withoutTyped(now, field)), []);
  const typeYear = useCallback(
    (field: string, year: string, text: string) => setTyped((now) => withYear(now, field, year, text)),
    [],
  );
  const cure = useCallback((values: Typed) => setTyped((now) => ({ ...now, ...values })), []);
  const stopped = useMemo(() => (filled ? stops(filled) : undefined), [filled]);
  const groups = filled ? GROUPS.filter((g) => filled.felter.some((f) => f.gruppe === g && (every || !f.sjelden || f.feil))) : [];
  const first = filled?.felter[0]?.id;
  return (
    <aside
      ref={panel}
      className="skjema-panel"
      aria-labelledby="skjema-tittel"
      onKeyDown={(e) => {
        if (e.key === "Escape" && !e.defaultPrevented) {
          e.stopPropagation();
          if (sure) setSure(false);
          else discard();
        }
      }}
    >
      <div className="forklar-topp">
        <h2 id="skjema-tittel" tabIndex={-1}>
          {filled?.tittel ?? t("ui.skjema.henter")}
        </h2>
        <Button variant="tertiary" data-size="sm" onClick={discard} aria-label={t("ui.lukk")}>
          ✕
        </Button>
      </div>
      <p className="liten dus">{filled?.ingress}</p>
      {query.error ? <Failure error={query.error} kept={ready} retry={() => void query.refetch()} /> : null}
      {filled ? (
        <form
          noValidate
          onSubmit={(e) => {
            e.preventDefault();
            setKeeping(true);
          }}
        >
          {groups.map((g) => (
            <section key={g} className="skjema-gruppe" aria-label={filled.grupper[g] || undefined}>
              {filled.grupper[g] ? <h3>{filled.grupper[g]}</h3> : null}
              {filled.felter
                .filter((f) => f.gruppe === g && (every || !f.sjelden || f.feil || f.id === first))
                .map((f) => (
                  <FieldRow key={f.id} field={f} typed={typed} type={type} drop={drop} typeYear={typeYear} cure={cure} />
                ))}
            </section>
          ))}
          {filled.feil.map((said) => (
            <p key={said} className="skjema-feil" role="alert">
              <Status kind="brudd">{said}</Status>
            </p>
          ))}
          <Beside filled={filled} />
          <FormEffect filled={filled} old={late || !filled.rett} />
          <div className="skjema-bunn">
            {sure ? (
              <Sure count={typedCount(typed)} leave={leave} stay={() => setSure(false)} />
            ) : (
              <div className="verktoy">
                <Button type="submit" data-size="sm" aria-disabled={stopped ? true : undefined} aria-describedby="skjema-hvorfor">
                  {t("ui.behold")}
                </Button>
                <Button type="button" data-size="sm" variant="secondary" onClick={discard}>
                  {t("ui.skjema.forkast")}
                </Button>
                <LinkButton onClick={() => setEvery(!every)} pressed={every}>
                  {every ? t("ui.skjema.faerre") : t("ui.skjema.alle")}
                </LinkButton>
              </div>
            )}
            <p id="skjema-hvorfor" className="liten dus" aria-live="polite">
              {stopped ? t(`ui.skjema.${stopped.why}`, { felt: stopped.field?.navn ?? filled.tittel }) : t("ui.skjema.ett_steg")}
            </p>
          </div>
        </form>
      ) : null}
    </aside>
  );
}

/** Notes and small tables that follow from what was typed, such as counter-entries. */
function Beside({ filled }: { filled: Filled }) {
  return (
    <>
      {filled.tabeller.map((sheet) => (
        <div key={sheet.tittel} className="skjema-tabell">
          <Table caption={sheet.tittel} heads={sheet.hoder.map((text) => ({ text }))}>
            <tbody>
              {sheet.rader.map(([name, ...cells]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((text, i) => (
                    <td key={`${sheet.hoder[i + 1]}`} className="n">
                      {text}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </Table>
          {sheet.merknad ? <p className="liten">{sheet.merknad}</p> : null}
        </div>
      ))}
      {filled.merknader.map((said) => (
        <p key={said} className="skjema-merknad">
          <Status kind="obs">{said}</Status>
        </p>
      ))}
    </>
  );
}

function Sure({ count, leave, stay }: { count: number; leave: () => void; stay: () => void }) {
  const { t } = useTranslation();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div className="verktoy" role="alertdialog" aria-label={t("ui.skjema.sikker", { n: count })}>
      <p className="liten">{t("ui.skjema.sikker", { n: count })}</p>
      <Button ref={first} type="button" data-size="sm" variant="secondary" onClick={leave}>
        {t("ui.skjema.kast")}
      </Button>
      <Button type="button" data-size="sm" variant="tertiary" onClick={stay}>
        {t("ui.skjema.fortsett")}
      </Button>
    </div>
  );
}
