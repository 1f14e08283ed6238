import { Button, Select } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Draft } from "../lib/api";
import { withEdits } from "../lib/draft";
import {
  type Base,
  type Estimates,
  type FileKind,
  isMap,
  type Replacement,
  type Uploaded,
  useEstimates,
  useProposal,
} from "../lib/firstplan";
import { grouped, hundredths } from "../lib/numbers";
import { LinkButton, Rough, Status } from "./bits";
import { Preview } from "./proposal";
import { Answer } from "./state";
import { Upload, UploadFailure } from "./upload";

const KINDS = [
  "kostra",
  "saldoliste",
  "prosjektliste",
  "ssb-folketall",
  "ssb-historie",
  "ssb-framskriving",
  "ssb-noekkeltall",
] as const satisfies readonly FileKind[];
const LISTS = ["saldoliste", "prosjektliste"] as const satisfies readonly FileKind[]; // read with a map
const MAP = ".toml";
const OF_SSB: Record<string, FileKind> = { bruksrate: "ssb-noekkeltall", folketall: "ssb-folketall" };
const ACCEPTED = ".dat,.txt,.csv,.tsv,.json,.px,.xlsx,.xlsm,.xls,.xlsb,.ods,.gz";
const WITH_MAP = `${ACCEPTED},${MAP}`;
const TOP = 3; // replaced first, for the narrower range
const SHOWN = 7;

interface PanelProps {
  base: Base;
  draft: Draft;
  setDraft: (next: (d: Draft) => Draft) => void;
  /** The page where the figures of a file are typed in; none before the plan is saved. */
  typed?: (row: Replacement) => string;
  close?: () => void;
}

/** The estimates of a plan, the one that moves the need most first, with files of one's own to put in their place. */
export function EstimatesPanel({ base, draft, setDraft, typed, close }: PanelProps) {
  const { t } = useTranslation();
  const query = useEstimates(base, draft);
  const [every, setEvery] = useState(false);
  const proposal = useProposal(base, draft);
  const sent = proposal.variables;
  const names = sent?.files.map((f) => f.name) ?? [];
  const choose = (kind: FileKind, files: File[]) => (files.length ? proposal.mutate({ kind, files }) : undefined);
  return (
    <section className="kort anslagpanel" aria-labelledby="h-anslag">
      <header>
        <div>
          <h2 id="h-anslag" tabIndex={-1}>
            {t("ui.anslag.tittel")}
          </h2>
          <p>{t("ui.anslag.sortert")}</p>
        </div>
        {close ? (
          <Button variant="tertiary" data-size="sm" onClick={close} aria-label={t("ui.lukk")}>
            ✕
          </Button>
        ) : null}
      </header>
      <Answer query={query} height={420}>
        {(found) => (
          <>
            <Progress found={found} />
            <ol className="ren anslagliste">
              {found.rader.slice(0, every ? undefined : SHOWN).map((row, i) => (
                <Row key={row.id} row={row} place={i + 1} choose={choose} typed={typed?.(row)} busy={proposal.isPending} />
              ))}
              {found.ferdige.map((d) => (
                <li key={d.id} className="ferdig">
                  <span className="plassering" aria-hidden="true">
                    ✓
                  </span>
                  <b>{d.navn}</b>
                  <Status kind="ok">{t("ui.anslag.egne")}</Status>
                </li>
              ))}
            </ol>
            {found.rader.length > SHOWN ? (
              <LinkButton pressed={every} onClick={() => setEvery(!every)}>
                {t("ui.anslag.vis_alle", { n: found.rader.length })}
              </LinkButton>
            ) : null}
          </>
        )}
      </Answer>
      <Lists choose={choose} busy={proposal.isPending} />
      {proposal.isPending ? <p role="status">{t("ui.anslag.leser", { filer: names.join(", ") })}</p> : null}
      {proposal.error ? <UploadFailure error={proposal.error} /> : null}
      {proposal.data && sent && !proposal.isPending ? (
        <Preview
          found={proposal.data}
          names={names}
          take={(edits) => {
            setDraft((d) => withEdits(d, edits));
            proposal.reset();
          }}
          discard={() => proposal.reset()}
          given={sent.answers ?? sent.files.map(() => ({}))}
          answer={(answers) => proposal.mutate({ ...sent, answers })}
        >
          <div className="verktoy">
            <ReadAs kind={sent.kind} choose={(kind) => proposal.mutate({ files: sent.files, kind })} />
            {takesMap(sent.kind) ? (
              <AddMap
                given={sent}
                add={(files) => proposal.mutate({ ...sent, files, answers: undefined })}
                busy={proposal.isPending}
              />
            ) : null}
          </div>
        </Preview>
      ) : null}
    </section>
  );
}

/** The file that most often replaces a group; none where its figures are typed in. */
function kindOf(row: Replacement): FileKind | null {
  if (row.maate === "ssb") return OF_SSB[row.id] ?? "ssb-historie";
  return row.maate === "balanse" || row.maate === "regnskap" ? "kostra" : null;
}

/** How many of the figures are the municipality's own, and the range of the need now and when the first three are replaced. */
function Progress({ found }: { found: Estimates }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="fet liten" id="anslag-framdrift">
        {t("ui.anslag.framdrift", { egne: grouped(found.egne), av: grouped(found.av) })}
      </p>
      <progress className="framdrift" max={found.av || 1} value={found.egne} aria-labelledby="anslag-framdrift" />
      {found.lav.verdi === null || !found.rader.length ? null : (
        <p className="liten dus">
          {t("ui.anslag.spenn", { lav: found.lav.tekst, hoey: found.hoey.tekst })}{" "}
          {found.rader.length > TOP
            ? t("ui.anslag.spenn_etter", { lav: found.lav_etter.tekst, hoey: found.hoey_etter.tekst })
            : ""}
        </p>
      )}
    </>
  );
}

interface RowProps {
  row: Replacement;
  place: number;
  choose: (kind: FileKind, files: File[]) => void;
  typed?: string;
  busy: boolean;
}

function Row({ row, place, choose, typed, busy }: RowProps) {
  const { t } = useTranslation();
  const kind = kindOf(row);
  return (
    <li>
      <span className="plassering" aria-hidden="true">
        {place}
      </span>
      <div className="hva">
        <b>{row.navn}</b>
        <p className="liten dus">
          <Rough /> {row.spenn}
        </p>
        <span className="virkningsspor" aria-hidden="true">
          <span style={{ width: `${hundredths(row.andel)}%` }} />
        </span>
        <details className="steder">
          <summary>{t("ui.anslag.vis_tall", { count: row.steder.length })}</summary>
          <ul>
            {row.steder.map((p) => (
              <li key={`${p.fil}${p.linje}${p.noekkel}`}>
                <b className="num">
                  {p.verdi} {p.enhet}
                </b>{" "}
                <span className="dus">
                  {p.noekkel} · {p.fil}
                  {p.linje ? `:${p.linje}` : ""}
                </span>
                <span className="blokk">{p.kilde}</span>
              </li>
            ))}
          </ul>
        </details>
      </div>
      <div className="gjoer">
        <span className="num">
          <b>±{row.virkning.tekst}</b> <span className="liten dus">{t("ui.lest.kr_fast")}</span>
        </span>
        {kind ? (
          <Upload
            label={t(`ui.anslag.maate.${row.maate}`)}
            of={row.navn}
            busy={busy}
            accept={ACCEPTED}
            multiple
            chosen={(files) => choose(kind, files)}
          />
        ) : (
          <Typed to={typed} of={row.navn} />
        )}
      </div>
    </li>
  );
}

/** The kind of file the chosen ones were read as; another kind reads them again. */
function ReadAs({ kind, choose }: { kind: FileKind; choose: (kind: FileKind) => void }) {
  const { t } = useTranslation();
  return (
    <label className="velger">
      {t("ui.anslag.lest_som")}
      <Select data-size="sm" value={kind} onChange={(e) => choose(e.target.value as FileKind)}>
        {KINDS.map((k) => (
          <Select.Option key={k} value={k}>
            {t(`ui.anslag.slag.${k}`)}
          </Select.Option>
        ))}
      </Select>
    </label>
  );
}

function takesMap(kind: FileKind): boolean {
  return LISTS.some((k) => k === kind);
}

/** Lists from the municipality's own systems, each chosen together with its map. */
function Lists({ choose, busy }: { choose: (kind: FileKind, files: File[]) => void; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <section className="luft-over" aria-labelledby="h-lister">
      <h3 id="h-lister">{t("ui.anslag.lister")}</h3>
      <p className="liten dus">{t("ui.anslag.lister_tekst")}</p>
      <div className="verktoy">
        {LISTS.map((k) => (
          <Upload
            key={k}
            label={t(`ui.anslag.maate.${k}`)}
            busy={busy}
            accept={WITH_MAP}
            multiple
            chosen={(files) => choose(k, files)}
          />
        ))}
      </div>
    </section>
  );
}

/** The map of a list that was chosen without it, or another in its place. */
function AddMap({ given, add, busy }: { given: Uploaded; add: (files: File[]) => void; busy: boolean }) {
  const { t } = useTranslation();
  const lists = given.files.filter((f) => !isMap(f));
  return (
    <Upload
      label={t(lists.length < given.files.length ? "ui.anslag.bytt_kart" : "ui.anslag.kart")}
      busy={busy}
      accept={MAP}
      multiple
      chosen={(files) => (files.length ? add([...lists, ...files]) : undefined)}
    />
  );
}

/** Figures that no file has: where they are typed in, once the plan is saved. */
function Typed({ to, of }: { to?: string; of: string }) {
  const { t } = useTranslation();
  if (!to) return <span className="liten dus">{t("ui.anslag.etter_lagring")}</span>;
  return (
    <Link to={to} className="liten" aria-label={`${t("ui.anslag.skriv_inn")}: ${of}`}>
      {t("ui.anslag.skriv_inn")}
    </Link>
  );
}
