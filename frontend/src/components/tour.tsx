import { Button } from "@digdir/designsystemet-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../lib/session";
import { keepToured, STEPS, toured } from "../lib/tour";

/** The tour is shown by itself the first time a user opens a plan; `asked` counts the times it was asked for again. */
export function Tour({ asked }: { asked: number }) {
  const user = useMe().data?.navn;
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (user !== undefined && (asked > 0 || !toured(user))) setOpen(true);
  }, [user, asked]);
  const close = () => {
    setOpen(false);
    keepToured(user ?? "");
  };
  return open ? <Steps focused={asked > 0} close={close} /> : null;
}

/** The part of the page that a step points at, where it is shown. */
function pointed(at: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(at)].find((e) => e.offsetWidth > 0);
}

/** Five steps beside the page, which stays in use. */
function Steps({ focused, close }: { focused: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [place, setPlace] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const step = STEPS[place] ?? STEPS[0];
  const last = place === STEPS.length - 1;
  useEffect(() => {
    const target = pointed(step.at);
    target?.classList.add("omvist");
    if (place > 0) target?.scrollIntoView({ block: "nearest" });
    return () => target?.classList.remove("omvist");
  }, [step.at, place]);
  useEffect(() => {
    if (focused || place > 0) heading.current?.focus();
  }, [focused, place]);
  return (
    <section
      className="omvisning"
      role="dialog"
      aria-labelledby="h-omvisning"
      onKeyDown={(e) => {
        if (e.key === "Escape") close();
      }}
    >
      <p className="liten dus">
        {t("ui.omvisning")} · {t("ui.omvisning.steg", { n: place + 1, av: STEPS.length })}
      </p>
      <h2 id="h-omvisning" ref={heading} tabIndex={-1}>
        {t(`ui.omvisning.${step.id}`)}
      </h2>
      <p>{t(`ui.omvisning.${step.id}.tekst`)}</p>
      <div className="verktoy">
        {place > 0 ? (
          <Button data-size="sm" variant="secondary" onClick={() => setPlace(place - 1)}>
            {t("ui.omvisning.forrige")}
          </Button>
        ) : null}
        <Button data-size="sm" onClick={() => (last ? close() : setPlace(place + 1))}>
          {t(last ? "ui.omvisning.ferdig" : "ui.omvisning.neste")}
        </Button>
        {last ? null : (
          <Button data-size="sm" variant="tertiary" onClick={close}>
            {t("ui.omvisning.hopp")}
          </Button>
        )}
      </div>
    </section>
  );
}
