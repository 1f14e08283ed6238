import { Textfield } from "@digdir/designsystemet-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Municipality, useMunicipalities } from "../lib/firstplan";
import { grouped } from "../lib/numbers";
import { Failure } from "./state";

/** Choose a municipality by name or any number it has had: a field with a list that the arrows move in. */
export function MunicipalitySearch({
  chosen,
  choose,
  label,
}: {
  chosen: boolean;
  choose: (m: Municipality) => void;
  label?: string;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const query = useMunicipalities(text);
  const hits = text.trim() ? (query.data ?? []) : [];
  const shown = open && hits.length > 0;
  const take = (m: Municipality) => {
    setText(m.navn);
    setOpen(false);
    choose(m);
  };
  const key = (e: KeyboardEvent<HTMLInputElement>) => {
    const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    const hit = hits[at];
    if (step && hits.length) {
      setOpen(true);
      setAt(shown ? (at + step + hits.length) % hits.length : 0);
    } else if (e.key === "Enter" && shown && hit) take(hit);
    else if (e.key === "Escape" && shown) setOpen(false);
    else return;
    e.preventDefault();
  };
  return (
    <div className="kommunesoek">
      <Textfield
        label={label ?? t("ui.nyplan.soek")}
        value={text}
        onChange={(e) => {
          setText(e.target.value);
          setOpen(true);
          setAt(0);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={key}
        role="combobox"
        aria-expanded={shown}
        aria-controls={`${id}-liste`}
        aria-autocomplete="list"
        aria-activedescendant={shown ? `${id}-${at}` : undefined}
        autoComplete="off"
        maxLength={60}
        autoFocus={!chosen}
      />
      <p className="vh" role="status">
        {text.trim() && query.data ? t("ui.treff", { count: hits.length }) : ""}
      </p>
      <div id={`${id}-liste`} role="listbox" aria-label={t("ui.nyplan.kommuner")} hidden={!shown}>
        {hits.map((m, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and takes the keys of its list
          <div
            key={m.nummer}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            // The field keeps the focus, so that the list is not closed before the click.
            onMouseDown={(e) => e.preventDefault()}
            onMouseEnter={() => setAt(i)}
            onClick={() => take(m)}
          >
            <b>{m.navn}</b>{" "}
            <span className="dus">{t("ui.nyplan.treff", { nummer: m.nummer, fylke: m.fylke, n: grouped(m.innbyggere) })}</span>
            <Earlier of={m} />
          </div>
        ))}
      </div>
      {query.error ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {text.trim() && query.data && !hits.length && !query.isPlaceholderData ? (
        <p className="liten">{t("ui.nyplan.ingen_treff")}</p>
      ) : null}
    </div>
  );
}

function Earlier({ of }: { of: Municipality }) {
  const { t } = useTranslation();
  if (!of.tidligere.length) return null;
  const said = of.tidligere.map((f) => `${f.nummer} (${f.fra}–${f.til})`).join(", ");
  return <span className="blokk liten dus">{t("ui.nyplan.tidligere", { numre: said })}</span>;
}
