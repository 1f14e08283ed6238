import { Textfield } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** A new password, written twice; `value` is empty until both are alike. */
export function useNewPassword() {
  const { t } = useTranslation();
  const [first, setFirst] = useState("");
  const [again, setAgain] = useState("");
  const [left, setLeft] = useState(false);
  const differ = left && again !== "" && first !== again;
  const fields = (
    <>
      <Textfield
        label={t("ui.nytt_passord")}
        description={t("ui.passord_raad")}
        type="password"
        autoComplete="new-password"
        minLength={12}
        maxLength={1000}
        value={first}
        onChange={(e) => setFirst(e.target.value)}
        required
      />
      <Textfield
        label={t("ui.nytt_passord_igjen")}
        type="password"
        autoComplete="new-password"
        maxLength={1000}
        value={again}
        onChange={(e) => setAgain(e.target.value)}
        onBlur={() => setLeft(true)}
        error={differ ? t("ui.passord_ulike") : undefined}
        required
      />
    </>
  );
  return { fields, value: first && first === again ? first : "", differ: () => setLeft(true) };
}
