import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { LANGUAGES, type Language, speak } from "../lib/i18n";

export function LanguageChoice({ className }: { className?: string }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  return (
    <label className={className}>
      {t("ui.spraak")}{" "}
      <select
        className="ds-input"
        value={i18n.language}
        onChange={(e) => void speak(e.target.value as Language).then(() => client.invalidateQueries())}
      >
        {LANGUAGES.map((l) => (
          <option key={l} value={l}>
            {t(`ui.spraak.${l}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
