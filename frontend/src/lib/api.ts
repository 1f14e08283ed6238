import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../schema";
import { language } from "./i18n";

export type Schemas = components["schemas"];
export type Draft = Schemas["Draft"];
export type Edit = NonNullable<Draft["endringer"]>[number];
export type Series = Schemas["SeriesOut"];
export type Question = Schemas["QuestionIn"];
export type Problem = Schemas["ProblemOut"];
export type Ratio = Schemas["RatioOut"];
export type NumberAt = Schemas["NumberOut"];
export type About = Schemas["AboutRun"];

let csrf = "";
export function setCsrf(token: string): void {
  csrf = token;
}

export function headers(): Record<string, string> {
  return { "x-csrf-token": csrf, "accept-language": language() };
}

const middleware: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headers())) request.headers.set(name, value);
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: "/" });
api.use(middleware);

/** What the server said was wrong. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problems: Problem[],
    readonly sides: Schemas["Side"][],
    readonly head: number | null,
  ) {
    super(message);
  }
}

/** The data of an answer, or an ApiError with its problems. */
export async function got<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let found: { data?: T; error?: unknown; response: Response };
  try {
    found = await answer;
  } catch {
    throw new ApiError(0, "", [], [], null);
  }
  if (found.response.ok) return found.data as T;
  const said = (typeof found.error === "object" && found.error !== null ? found.error : {}) as Partial<Schemas["ErrorOut"]>;
  throw new ApiError(found.response.status, said.melding ?? found.response.statusText, said.problemer ?? [], said.sider ?? [], said.hode ?? null);
}

/** Send bytes or a question and get a file back, kept under a name. */
export async function download(path: string, name: string, body?: unknown): Promise<void> {
  const answer = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...headers(), ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) {
    const said = (await answer.json().catch(() => ({}))) as Partial<Schemas["ErrorOut"]>;
    throw new ApiError(answer.status, said.melding ?? answer.statusText, said.problemer ?? [], [], null);
  }
  keep(await answer.blob(), name);
}

export function keep(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
