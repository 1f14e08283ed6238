import { Button } from "@digdir/designsystemet-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { KINDS, useOpenForm } from "../lib/forms";
import { usePlan } from "../lib/plan";

/** «Legg til …»: every form from every page. */
export function AddMenu() {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const [shown, setShown] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!shown) return;
    place.current?.querySelector<HTMLElement>("li button")?.focus();
    const outside = (e: Event) => (place.current?.contains(e.target as Node) ? undefined : setShown(false));
    const key = (e: KeyboardEvent) => {
      if (e.key === "Escape") {
        e.preventDefault();
        setShown(false);
        button.current?.focus();
      } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        const all = [...(place.current?.querySelectorAll<HTMLElement>("li button") ?? [])];
        const at = all.indexOf(document.activeElement as HTMLElement) + (e.key === "ArrowDown" ? 1 : -1);
        all[(at + all.length) % all.length]?.focus();
      }
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("keydown", key);
    };
  }, [shown]);
  if (!may("rediger")) return null;
  return (
    <div ref={place} className="legg-til">
      <Button
        ref={button}
        className="knapp"
        variant="secondary"
        data-size="sm"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {t("ui.skjema.legg_til")}
      </Button>
      {shown ? (
        <ul aria-label={t("ui.skjema.legg_til")}>
          {KINDS.map((kind) => (
            <li key={kind}>
              <button
                type="button"
                onClick={() => {
                  setShown(false);
                  open({ kind, anchor: button.current });
                }}
              >
                {t(`ui.skjema.slag.${kind}`)}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
