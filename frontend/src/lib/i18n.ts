import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import nb from "../../../src/ldip/locales/nb.json";
import nn from "../../../src/ldip/locales/nn.json";
import en from "../../../src/ldip/locales/en.json";

export const LANGUAGES = ["nb", "nn", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
const KEPT = "ldip.spraak";

function first(): Language {
  const kept = localStorage.getItem(KEPT);
  if (LANGUAGES.includes(kept as Language)) return kept as Language;
  return "nb";
}

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: first(),
    fallbackLng: "nb",
    keySeparator: false,
    nsSeparator: false,
    interpolation: { prefix: "{", suffix: "}", escapeValue: false },
    resources: { nb: { translation: nb }, nn: { translation: nn }, en: { translation: en } },
  });
  document.documentElement.lang = i18next.language;
}

export function language(): Language {
  return i18next.language as Language;
}

export async function speak(code: Language): Promise<void> {
  localStorage.setItem(KEPT, code);
  await i18next.changeLanguage(code);
  document.documentElement.lang = code;
}
