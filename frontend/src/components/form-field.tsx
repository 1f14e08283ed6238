import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type FormField as Field, type Typed, textOf, textOfYear } from "../lib/forms";
import { LinkButton, Rough, Status } from "./bits";

interface Typing {
  typed: Typed;
  type: (field: string, text: string) => void;
  /** Let a field follow its proposal again. */
  drop: (field: string) => void;
  typeYear: (field: string, year: string, text: string) => void;
  cure: (values: Record<string, string | Record<string, string>>) => void;
}

/** A field of a form: label, input with its unit, the reason of a proposal or the error with its cure under it. */
export function FieldRow({ field, ...typing }: { field: Field } & Typing) {
  const id = useId();
  const { typed, type, drop, cure } = typing;
  const unit = [field.enhet, field.priser].filter(Boolean).join(" ");
  const under = [field.feil ? `${id}-feil` : "", field.grunn || field.hjelp ? `${id}-grunn` : ""].filter(Boolean).join(" ");
  const shared = {
    id,
    className: "ds-input",
    "aria-invalid": field.feil ? true : undefined,
    "aria-describedby": under || undefined,
    "data-felt": field.id,
  };
  const text = textOf(field, typed);
  const wide = ["tekst", "kilde", "aarsbeloep", "ja_nei"].includes(field.slag);
  return (
    <div className={`skjema-felt${wide ? " bred" : ""}`}>
      {field.slag === "aarsbeloep" ? (
        <Years field={field} typed={typed} typeYear={typing.typeYear} under={under} unit={unit} />
      ) : (
        <>
          <label htmlFor={id}>
            {field.navn}
            {field.maa ? <Must /> : null}
          </label>
          <div className="skjema-verdi">
            {field.slag === "valg" ? (
              <select {...shared} value={text} onChange={(e) => type(field.id, e.target.value)} required={field.maa}>
                {field.valg.map((v) => (
                  <option key={v.id} value={v.id}>
                    {v.navn}
                  </option>
                ))}
              </select>
            ) : field.slag === "ja_nei" ? (
              <YesNo shared={shared} value={text} set={(v) => type(field.id, v)} />
            ) : (
              <input
                {...shared}
                value={text}
                required={field.maa}
                inputMode={
                  field.slag === "aar" || field.slag === "heltall" ? "numeric" : field.slag === "tall" ? "decimal" : "text"
                }
                autoComplete="off"
                maxLength={500}
                placeholder={field.skrevet ? undefined : field.verdi}
                onChange={(e) => type(field.id, e.target.value)}
                onBlur={() => (text === "" && !field.skrevet && typed[field.id] !== undefined ? drop(field.id) : undefined)}
              />
            )}
            {unit ? <span className="skjema-enhet">{unit}</span> : null}
          </div>
        </>
      )}
      <Under field={field} id={id} cure={cure} />
    </div>
  );
}

function Must() {
  const { t } = useTranslation();
  return <span className="dus liten"> {t("ui.skjema.maa")}</span>;
}

function YesNo({ shared, value, set }: { shared: object; value: string; set: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <select {...shared} value={value} onChange={(e) => set(e.target.value)}>
      <option value="nei">{t("ui.skjema.nei")}</option>
      <option value="ja">{t("ui.skjema.ja")}</option>
    </select>
  );
}

/** Values by year, with their sum. */
function Years({
  field,
  typed,
  typeYear,
  under,
  unit,
}: { field: Field; under: string; unit: string } & Pick<Typing, "typed" | "typeYear">) {
  return (
    <fieldset className="skjema-aar" aria-describedby={under || undefined}>
      <legend>{[field.navn, unit].filter(Boolean).join(", ")}</legend>
      <div>
        {Object.keys(field.verdier).map((year) => (
          <label key={year}>
            <span>{year}</span>
            <input
              className="ds-input"
              inputMode="decimal"
              autoComplete="off"
              maxLength={50}
              value={textOfYear(field, year, typed)}
              aria-invalid={field.feil ? true : undefined}
              onChange={(e) => typeYear(field.id, year, e.target.value)}
            />
          </label>
        ))}
        {field.sum ? (
          <output className={field.feil ? "sum feil" : "sum"} aria-live="polite">
            {field.sum}
          </output>
        ) : null}
      </div>
    </fieldset>
  );
}

function Under({ field, id, cure }: { field: Field; id: string; cure: Typing["cure"] }) {
  const { bot } = field;
  return (
    <>
      {field.feil ? (
        <p id={`${id}-feil`} className="skjema-feil" role="alert">
          <Status kind="brudd">{field.feil}</Status>{" "}
          {bot ? <LinkButton onClick={() => cure(bot.verdier)}>{bot.tekst}</LinkButton> : null}
        </p>
      ) : null}
      {field.grunn || field.hjelp ? (
        <p id={`${id}-grunn`} className="skjema-grunn">
          {[field.hjelp, field.grunn].filter(Boolean).join(" ")} {field.slag === "kilde" && !field.skrevet ? <Rough /> : null}
        </p>
      ) : null}
    </>
  );
}
