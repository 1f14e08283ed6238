import { Button, Select, Textfield } from "@digdir/designsystemet-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api, got } from "../lib/api";
import { useDraft } from "../lib/draft";
import { parse } from "../lib/numbers";
import { partyOf, usePlan } from "../lib/plan";
import type { Amendments } from "./amendments";
import { Card } from "./bits";
import { Failure } from "./state";

const PARTS = ["drift", "investering", "inntekt", "finans"] as const;
type Part = (typeof PARTS)[number];

/** A new line of a proposal: what it is, where it works, and the amount of each year. Kept in the draft. */
export function NewLine({ found, proposal, close }: { found: Amendments; proposal: string; close: () => void }) {
  const { t } = useTranslation();
  const { version, tree } = usePlan();
  const { draft, edit } = useDraft();
  const own = found.forslag.find((p) => p.id === proposal);
  const [group, setGroup] = useState(own?.gruppe ?? (partyOf(tree) || (found.grupper[0] ?? "")));
  const [text, setText] = useState("");
  const [part, setPart] = useState<Part>("drift");
  const [place, setPlace] = useState("");
  const [once, setOnce] = useState(false);
  const [amounts, setAmounts] = useState<Record<number, string>>({});
  const [failed, setFailed] = useState<ApiError | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLInputElement>("input")?.focus(), []);
  const numbers = found.aar.map((y) => [y, parse(amounts[y] || "0")] as const);
  const wrong = numbers.filter(([, n]) => !n.ok).map(([y]) => y);
  const ready = text.trim() && group.trim() && place && wrong.length === 0;
  const keep = async () => {
    setFailed(null);
    const [kind, id] = place.split("|");
    const beloep = Object.fromEntries(numbers.flatMap(([y, n]) => (n.ok && amounts[y] ? [[String(y), n.value]] : [])));
    const body = {
      utkast: draft,
      forslag: proposal,
      gruppe: group.trim(),
      tekst: text.trim(),
      del: part,
      varighet: once ? ("engangs" as const) : ("varig" as const),
      beloep,
      ...(kind === "linje" ? { linje: id } : { tjeneste: id }),
    };
    try {
      const params = { path: { versjon: version.id } };
      const made = await got(api.POST("/api/versjoner/{versjon}/endringsforslag/linje", { params, body }));
      edit(...made.endringer);
      close();
    } catch (error) {
      if (error instanceof ApiError) setFailed(error);
    }
  };
  return (
    <Card id="h-ny-linje" title={own ? t("ui.forslag.ny_linje_i", { navn: own.navn }) : t("ui.forslag.nytt")}>
      <form
        ref={form}
        className="ny-linje"
        onKeyDown={(e) => (e.key === "Escape" ? close() : undefined)}
        onSubmit={(e) => {
          e.preventDefault();
          if (ready) void keep();
        }}
      >
        <Textfield label={t("endring.hva")} value={text} onChange={(e) => setText(e.target.value)} maxLength={200} required />
        {own ? null : (
          <Textfield
            label={t("ui.forslag.gruppe")}
            value={group}
            onChange={(e) => setGroup(e.target.value)}
            maxLength={100}
            required
          />
        )}
        <label className="velger">
          {t("endring.del")}
          <Select value={part} data-size="sm" onChange={(e) => setPart(e.target.value as Part)}>
            {PARTS.map((p) => (
              <option key={p} value={p}>
                {t(`endring.del.${p}`)}
              </option>
            ))}
          </Select>
        </label>
        <label className="velger">
          {t("ui.forslag.virker")}
          <Select value={place} data-size="sm" onChange={(e) => setPlace(e.target.value)} required>
            <option value="" disabled>
              {t("ui.alt.velg")}
            </option>
            <optgroup label={t("ui.forslag.tjenester")}>
              {found.tjenester.map((s) => (
                <option key={s.id} value={`tjeneste|${s.id}`}>
                  {s.navn}
                </option>
              ))}
            </optgroup>
            <optgroup label={t("ui.forslag.linjer")}>
              {found.linjer.map((s) => (
                <option key={s.id} value={`linje|${s.id}`}>
                  {s.navn}
                </option>
              ))}
            </optgroup>
          </Select>
        </label>
        <fieldset className="aarsbeloep">
          <legend>{t("ui.forslag.beloep")}</legend>
          {found.aar.map((y) => (
            <Textfield
              key={y}
              label={String(y)}
              data-size="sm"
              inputMode="decimal"
              value={amounts[y] ?? ""}
              error={wrong.includes(y) ? t("ui.forslag.ikke_tall") : undefined}
              onChange={(e) => setAmounts((a) => ({ ...a, [y]: e.target.value }))}
            />
          ))}
        </fieldset>
        <label className="hake">
          <input type="checkbox" checked={once} onChange={(e) => setOnce(e.target.checked)} /> {t("ui.forslag.bare_engangs")}
        </label>
        {failed ? <Failure error={failed} /> : null}
        <div className="verktoy">
          <Button type="submit" data-size="sm" aria-disabled={!ready}>
            {t("ui.forslag.behold")}
          </Button>
          <Button type="button" data-size="sm" variant="tertiary" onClick={close}>
            {t("ui.avbryt")}
          </Button>
          {ready ? null : <span className="liten dus">{t("ui.forslag.mangler")}</span>}
        </div>
      </form>
    </Card>
  );
}
