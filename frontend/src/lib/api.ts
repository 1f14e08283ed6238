import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../schema";
import { client } from "./client";
import { watched } from "./connection";
import { ApiError } from "./fault";
import { language } from "./i18n";

export { ApiError };

export type Schemas = components["schemas"];
export type Draft = Schemas["Draft"];
/** A way of looking at the need; no edit of the plan. */
export type Variant = NonNullable<NonNullable<paths["/api/versjoner/{versjon}/tall"]["post"]["parameters"]["query"]>["variant"]>;
export type Edit = NonNullable<Draft["endringer"]>[number];
export type Series = Schemas["SeriesOut"];
export type Question = Schemas["QuestionIn"];
export type Problem = Schemas["ProblemOut"];
export type Lever = Schemas["LeverOut"];

/** The token goes with every change; it is of the session, as the server said who the user is. */
function headers(): Record<string, string> {
  return { "x-csrf-token": client.getQueryData<Schemas["MeOut"]>(["meg"])?.csrf ?? "", "accept-language": language() };
}

const middleware: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headers())) request.headers.set(name, value);
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: "/", fetch: watched });
api.use(middleware);

/** The error in a response, whatever its body. */
function refusal(answer: Response, body: unknown): ApiError {
  const said = (typeof body === "object" && body !== null ? body : {}) as Partial<Schemas["ErrorOut"]>;
  return new ApiError(
    answer.status,
    said.melding ?? answer.statusText,
    said.problemer,
    said.sider,
    answer.headers.get("x-request-id") ?? "",
  );
}

/** The data of a response; throws an ApiError with its problems. */
export async function got<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const found = await answer.catch(() => {
    throw new ApiError(0);
  });
  if (found.response.ok) return found.data as T;
  throw refusal(found.response, found.error);
}

/** A response outside the typed client: bytes in or out. */
async function sent(path: string, method: "GET" | "POST", type?: string, body?: BodyInit): Promise<Response> {
  const answer = await watched(path, {
    method,
    headers: { ...headers(), ...(type ? { "content-type": type } : {}) },
    body,
  }).catch(() => {
    throw new ApiError(0);
  });
  if (answer.ok) return answer;
  throw refusal(answer, await answer.json().catch(() => null));
}

/** Download a file from the server under a name; a query is sent in the body where there is one. */
export async function download(path: string, name: string, question?: unknown): Promise<void> {
  const answer =
    question === undefined ? await sent(path, "GET") : await sent(path, "POST", "application/json", JSON.stringify(question));
  keep(await answer.blob(), name);
}

/** Send a zipped folder. */
export async function upload<T>(path: string, file: File): Promise<T> {
  return (await (await sent(path, "POST", "application/zip", file)).json()) as T;
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
