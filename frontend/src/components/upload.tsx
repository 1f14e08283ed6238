import { Button } from "@digdir/designsystemet-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Problem } from "../lib/api";
import { keyed } from "../lib/keyed";
import { problemText } from "../lib/problems";
import { Status } from "./bits";
import { Failure } from "./state";

interface UploadProps {
  label: string;
  /** The subject of the file, where several buttons have one label. */
  of?: string;
  busy: boolean;
  accept: string;
  /** Whether several files may be chosen at once. */
  multiple?: boolean;
  chosen: (files: File[]) => void;
}

/** A button that opens the chooser of files. */
export function Upload({ label, of, busy, accept, multiple = false, chosen }: UploadProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="secondary"
        data-size="sm"
        onClick={() => field.current?.click()}
        aria-label={of ? `${label}: ${of}` : undefined}
        disabled={busy}
      >
        {label}
      </Button>
      <input
        ref={field}
        type="file"
        hidden
        multiple={multiple}
        accept={accept}
        onChange={(e) => {
          chosen([...(e.target.files ?? [])]);
          e.target.value = "";
        }}
      />
    </>
  );
}

/** Why files could not be read; an error that is not the server's is of a file too large to send. */
export function UploadFailure({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <Failure error={error instanceof ApiError ? error : new ApiError(413, t("ui.anslag.for_stor", { fil: error.message }))} />
  );
}

interface LocatedProps {
  problems: Problem[];
  most: number;
  /** A line above the problems. */
  lead?: string;
  place: (p: Problem) => string;
  text?: (p: Problem) => string;
}

/** What is wrong with files, each problem at its place; nothing where nothing is. */
export function LocatedProblems({ problems, most, lead, place, text = problemText }: LocatedProps) {
  if (!problems.length) return null;
  return (
    <div role="alert">
      {lead ? <p className="fet">{lead}</p> : null}
      <ul className="problemliste">
        {keyed(problems.slice(0, most), (p) => p).map(({ key, item: p }) => (
          <li key={key} className="rad-feil">
            <Status kind="brudd">{place(p)}</Status> {text(p)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Notes on what was read. */
export function Notes({ lines }: { lines: string[] }) {
  return lines.map((line) => (
    <p key={line} className="liten">
      {line}
    </p>
  ));
}

interface DecisionProps {
  /** The button that takes the files in, with the number of changes. */
  label: string;
  /** None where there is nothing to take in. */
  take?: () => void;
  discard: () => void;
  busy?: boolean;
}

/** Take files in, or discard them. */
export function Decision({ label, take, discard, busy = false }: DecisionProps) {
  const { t } = useTranslation();
  return (
    <div className="verktoy luft-over">
      {take ? (
        <Button data-size="sm" onClick={take} disabled={busy}>
          {label}
        </Button>
      ) : null}
      <Button data-size="sm" variant="tertiary" onClick={discard}>
        {t("ui.anslag.forkast")}
      </Button>
    </div>
  );
}
