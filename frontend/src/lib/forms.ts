import { createContext, useContext } from "react";

/** What can be added or changed by a form. */
export type FormKind = "prosjekt" | "bygg" | "tjeneste" | "sone" | "tiltak" | "laan" | "fond" | "maaltall" | "stress" | "faktor";

/** A form that is asked for: of something new, filled in as far as the place knows, or of what has the id. */
export interface FormAsked {
  kind: FormKind;
  /** Values known where it was asked for, by the form's field. */
  prefill?: Record<string, string | number>;
  id?: string;
  /** Where focus returns when the form is closed. */
  anchor?: HTMLElement | null;
}

export const FormContext = createContext<(asked: FormAsked) => void>(() => undefined);

export function useOpenForm(): (asked: FormAsked) => void {
  return useContext(FormContext);
}
