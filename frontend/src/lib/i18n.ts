import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["nb", "nn", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
const KEPT = "ldip.spraak";

// The same catalogue as the server's; the browser loads one language.
const LOAD: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  nb: () => import("../../../src/ldip/locales/nb.json"),
  nn: () => import("../../../src/ldip/locales/nn.json"),
  en: () => import("../../../src/ldip/locales/en.json"),
};

function first(): Language {
  const kept = localStorage.getItem(KEPT);
  return LANGUAGES.find((l) => l === kept) ?? "nb";
}

/** Tell the server the language, for pages that it makes itself when these cannot be shown. */
function tell(code: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the other interface is not in every browser, and one short value needs none
  document.cookie = `ldip_spraak=${code};path=/;max-age=31536000;samesite=lax`;
  document.documentElement.lang = code;
}

async function learn(code: Language): Promise<void> {
  if (!i18next.hasResourceBundle(code, "translation"))
    i18next.addResourceBundle(code, "translation", (await LOAD[code]()).default);
}

export async function startLanguage(): Promise<void> {
  const code = first();
  await i18next.use(initReactI18next).init({
    lng: code,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { prefix: "{", suffix: "}", escapeValue: false },
    resources: {},
  });
  await learn(code);
  tell(code);
}

export function language(): Language {
  return i18next.language as Language;
}

export async function speak(code: Language): Promise<void> {
  await learn(code);
  localStorage.setItem(KEPT, code);
  await i18next.changeLanguage(code);
  tell(code);
}

const place = (): string => (language() === "en" ? "en-GB" : "nb-NO");

/** A date, and a time to the minute, formatted for the reader's language. */
export function day(iso: string): string {
  return new Date(iso).toLocaleDateString(place());
}
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(place(), { dateStyle: "short", timeStyle: "short" });
}

/** The time of day, from milliseconds. */
export function clock(ms: number): string {
  return new Date(ms)
    .toLocaleTimeString(place(), { hour: "2-digit", minute: "2-digit" })
    .replace(":", language() === "en" ? ":" : ".");
}
