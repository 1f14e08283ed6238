import { Alert } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../lib/api";
import { problemText } from "../lib/problems";

/** Why a form was refused, in one sentence a problem. */
export function Refused({ error }: { error: ApiError | null }) {
  const { t } = useTranslation();
  if (!error) return null;
  const told =
    error.status === 0 ? [t("ui.frakoblet")] : error.problems.length ? error.problems.map(problemText) : [error.message];
  return (
    <Alert data-color="danger" role="alert" className="feil luft-over">
      {told.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </Alert>
  );
}
