import { Select } from "@digdir/designsystemet-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Draft } from "../lib/api";
import { withEdits } from "../lib/draft";
import { keyed } from "../lib/keyed";
import { grouped } from "../lib/numbers";
import { type Choice, type Difference, type OwnBook, type OwnPreview, useOwnWorkbook } from "../lib/ownworkbook";
import { LinkButton, Status } from "./bits";
import { NumberCells, numberHead, Table } from "./table";
import { Decision, LocatedProblems, Notes, UploadFailure } from "./upload";

const ACCEPTED = ".xlsx,.xlsm,.xls,.xlsb,.ods";
const DECIMALS: Record<string, number> = { kr: 2, "1000 kr": 1, "mill. kr": 2, personer: 0 };
const SHOWN = 30;

interface PanelProps {
  version: number;
  draft: Draft;
  setDraft: (next: (d: Draft) => Draft) => void;
}

/** The municipality's own workbook: chosen, confirmed, previewed, held against the plan, and taken into the draft. */
export function OwnWorkbook({ version, draft, setDraft }: PanelProps) {
  const { t } = useTranslation();
  const reading = useOwnWorkbook(version, draft);
  const [taken, setTaken] = useState("");
  const sent = reading.variables;
  const read = (file: File, answers: Record<string, string>, anew: boolean) => {
    setTaken("");
    reading.mutate({ file, answers, anew });
  };
  return (
    <section className="kort" aria-labelledby="h-regneark">
      <h2 id="h-regneark">{t("ui.regneark.velg_tittel")}</h2>
      <p>{t("ui.regneark.velg_tekst")}</p>
      <label className="fil">
        {t("ui.regneark.velg")}
        <input
          type="file"
          accept={ACCEPTED}
          disabled={reading.isPending}
          onChange={(e) => {
            const file = e.target.files?.[0];
            if (file) read(file, {}, false);
            e.target.value = "";
          }}
        />
      </label>
      {reading.isPending ? <p role="status">{t("ui.anslag.leser", { filer: sent?.file.name ?? "" })}</p> : null}
      {reading.error ? <UploadFailure error={reading.error} /> : null}
      {taken ? <p role="status">{t("ui.regneark.tatt_inn", { fil: taken })}</p> : null}
      {reading.data && sent ? (
        <Found
          found={reading.data}
          name={sent.file.name}
          busy={reading.isPending}
          answer={(key, value) => read(sent.file, { ...sent.answers, [key]: value }, sent.anew)}
          anew={() => read(sent.file, {}, true)}
          take={() => {
            setDraft((d) => withEdits(d, reading.data.endringer));
            setTaken(sent.file.name);
            reading.reset();
          }}
          discard={() => reading.reset()}
        />
      ) : null}
    </section>
  );
}

interface FoundProps {
  found: OwnBook;
  name: string;
  busy: boolean;
  answer: (key: string, value: string) => void;
  anew: () => void;
  take: () => void;
  discard: () => void;
}

/** How the workbook is read, what was understood, and what it would change. */
function Found({ found, name, busy, answer, anew, take, discard }: FoundProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []); // each reading is shown anew
  const open = found.valg.filter((c) => c.sikkerhet !== "sikker");
  const sure = found.valg.filter((c) => c.sikkerhet === "sikker");
  return (
    <div className="forhandsvisning" aria-busy={busy || undefined}>
      <h3 tabIndex={-1} ref={heading}>
        {t("ui.regneark.lest", { fil: name })}
      </h3>
      {found.fra_planen ? (
        <p className="liten">
          {t("ui.regneark.fra_planen")} <LinkButton onClick={anew}>{t("ui.regneark.nytt_forslag")}</LinkButton>
        </p>
      ) : null}
      {open.length ? (
        <fieldset>
          <legend className="fet">{t("ui.regneark.bekreft")}</legend>
          {open.map((c) => (
            <Ask key={c.noekkel} choice={c} busy={busy} answer={answer} />
          ))}
        </fieldset>
      ) : null}
      {sure.length ? (
        <details>
          <summary>{t("ui.regneark.sikre", { count: sure.length })}</summary>
          {sure.map((c) => (
            <Ask key={c.noekkel} choice={c} busy={busy} answer={answer} />
          ))}
        </details>
      ) : null}
      <LocatedProblems
        problems={found.problemer}
        most={SHOWN}
        lead={t("ui.regneark.ikke_inn")}
        place={(p) => p.noekkel || p.fil}
      />
      {found.forhaandsvisning.map((p) => (
        <Understood key={p.noekkel} preview={p} />
      ))}
      {found.summer.length ? (
        <p className="liten">
          <Status kind="ok">{t("ui.regneark.summer", { count: found.summer.length })}</Status> {found.summer.join(" · ")}
        </p>
      ) : null}
      <Notes lines={found.sagt} />
      {found.forskjeller.length ? <Differences rows={found.forskjeller} /> : null}
      <Decision
        label={t("ui.regneark.ta_inn", { count: found.endringer.length })}
        take={found.endringer.length ? take : undefined}
        discard={discard}
        busy={busy}
      />
    </div>
  );
}

/** A choice with the suggested value, and what it rests on. */
function Ask({ choice, busy, answer }: { choice: Choice; busy: boolean; answer: (key: string, value: string) => void }) {
  const { t } = useTranslation();
  return (
    <label className="velger">
      <span>
        {choice.tekst} {choice.sikkerhet === "usikker" ? <Status kind="obs">{t("own_workbook.sure.usikker")}</Status> : null}{" "}
        <span className="liten dus">{choice.grunnlag}</span>
      </span>
      <Select data-size="sm" value={choice.verdi} disabled={busy} onChange={(e) => answer(choice.noekkel, e.target.value)}>
        {choice.verdi ? null : <Select.Option value="">{t("ui.regneark.velg_svar")}</Select.Option>}
        {choice.valg.map((o) => (
          <Select.Option key={o.verdi} value={o.verdi}>
            {o.tekst}
          </Select.Option>
        ))}
      </Select>
    </label>
  );
}

/** The first rows of a table as they were understood. */
function Understood({ preview }: { preview: OwnPreview }) {
  const { t } = useTranslation();
  const caption = t("own_workbook.preview", { key: preview.noekkel, sheet: preview.ark, n: preview.antall });
  return (
    <Table caption={caption} shownCaption heads={preview.overskrifter}>
      <tbody>
        {preview.rader.map((row) => (
          <tr key={row[1]}>
            {row.map((cell, i) =>
              i === 0 ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                <th key={i} scope="row">
                  {cell}
                </th>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                <td key={i} className={i > 3 ? "n" : undefined}>
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** The workbook's totals beside the plan's, line by line, with the causes of what is left. */
function Differences({ rows }: { rows: Difference[] }) {
  const { t } = useTranslation();
  const [every, setEvery] = useState(false);
  const shown = every ? rows : rows.slice(0, SHOWN);
  const heads = ["theirs", "before", "after", "left"].map((k) => numberHead(t(`own_workbook.head.${k}`)));
  return (
    <>
      <Table
        caption={t("own_workbook.differences")}
        shownCaption
        heads={[t("ui.regneark.linje"), ...heads, t("ui.regneark.aarsaker")]}
      >
        <tbody>
          {keyed(shown, (d) => [d.noekkel, d.linje, d.aar, d.enhet]).map(({ key, item: d }) => (
            <tr key={key}>
              <th scope="row">
                {d.linje} {d.aar || ""} <span className="liten dus">{d.enhet}</span>
              </th>
              <NumberCells texts={[d.regneark, d.foer, d.etter, d.rest].map((v) => written(v, d.enhet))} />
              <td className="liten">{d.aarsaker.map((c) => `${c.tekst} ${written(c.beloep, d.enhet)}`).join("; ")}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      {rows.length > SHOWN ? (
        <LinkButton pressed={every} onClick={() => setEvery(!every)}>
          {t("ui.regneark.alle_linjer", { n: rows.length })}
        </LinkButton>
      ) : null}
    </>
  );
}

function written(value: number | null, unit: string): string {
  return value === null ? "–" : grouped(value, DECIMALS[unit] ?? 1);
}
