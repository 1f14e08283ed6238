import type { components } from "../schema";

type Schemas = components["schemas"];

/** The error reported by the server; status 0 when there was no response. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message = "",
    readonly problems: Schemas["ProblemOut"][] = [],
    readonly sides: Schemas["Side"][] = [],
    /** What operations find the request by; empty when there was no response. */
    readonly reference = "",
  ) {
    super(message);
  }

  /** No answer, or one of a proxy without a server behind it. */
  get unanswered(): boolean {
    return isGone(this.status);
  }
}

/** Whether a status says that nobody answered. */
export function isGone(status: number): boolean {
  return status === 0 || status === 502 || status === 504;
}

/** A short reference of an error in the page itself: the same for the same fault, so that two who meet it say the same. */
export function referenceOf(error: unknown): string {
  if (error instanceof ApiError && error.reference) return error.reference;
  const said =
    error instanceof Error ? `${error.name} ${error.message} ${(error.stack ?? "").split("\n")[1] ?? ""}` : String(error);
  let sum = 0x811c9dc5; // FNV-1a, 32 bits
  for (const letter of said) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  const digits = (sum >>> 0).toString(16).toUpperCase().padStart(8, "0");
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** Whether an error is of a part of the program that could not be fetched, as after an upgrade or without network. */
export function isMissingPart(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|importing a module script|preload css/i.test(error.message);
}
