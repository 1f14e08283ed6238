import { Button, Select, Textfield } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, got, type Schemas } from "../lib/api";
import { kroner, mill, parse } from "../lib/numbers";
import { usePlan, usePlanChange } from "../lib/plan";
import { LinkButton } from "./bits";
import { Modal, type Opened } from "./modal";
import { Failure } from "./state";
import { numberHead, Table } from "./table";

interface AdoptedLine {
  linje: string;
  aar: number;
  element: string;
}

/** The lines of vedtatt.csv, each once. */
function adoptedLines(sheet: Schemas["SheetOut"] | undefined): AdoptedLine[] {
  const cell = (row: Schemas["RowOut"], column: string) => row.celler[sheet?.kolonner.indexOf(column) ?? -1] ?? "";
  const lines = (sheet?.rader ?? []).map((r) => ({
    linje: cell(r, "linje"),
    aar: Number(cell(r, "aar")),
    element: cell(r, "element"),
  }));
  return [...new Map(lines.map((l) => [JSON.stringify(l), l])).values()];
}

/** A budget revision: the adopted lines of a year as they were, and as they become. */
export function RevisionDialog({ close }: Opened) {
  const { t } = useTranslation();
  const { plan, version, branch } = usePlan();
  const inputs = useQuery({
    queryKey: ["inndata", version.id, "regler"],
    queryFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/inndata", { params: { path: { versjon: version.id } }, body: { gruppe: "regler" } }),
      ),
  });
  const lines = adoptedLines(inputs.data?.tabeller.find((s) => s.fil === "vedtatt.csv"));
  const [place, setPlace] = useState(0);
  const [amount, setAmount] = useState("");
  const [forecast, setForecast] = useState("");
  const [reason, setReason] = useState("");
  const chosen = lines[place];
  const revised = parse(amount);
  const expected = parse(forecast);
  const sound = chosen && revised.ok && (expected.ok || forecast.trim() === "");
  const revise = usePlanChange<Schemas["SavedOut"], Schemas["RevisionLine"]>((line) => {
    const body = { grunnlag: version.id, melding: reason || t("ui.budsjettendring"), linjer: [line] };
    return got(
      api.POST("/api/planer/{plan}/grener/{gren}/budsjettendring", { params: { path: { plan, gren: branch.navn } }, body }),
    );
  }, close);
  return (
    <Modal title={t("ui.budsjettendring")} close={close}>
      <p>{t("ui.budsjettendring_forklart")}</p>
      {lines.length === 0 ? <p>{t("ui.tom.vedtatt")}</p> : null}
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (sound)
            revise.mutate({
              ...chosen,
              revidert: kroner(revised.value),
              prognose: expected.ok ? kroner(expected.value) : null,
              begrunnelse: reason,
            });
        }}
      >
        <label className="velger">
          {t("ui.linje")}
          <Select value={place} onChange={(e) => setPlace(Number(e.target.value))}>
            {lines.map((l, i) => {
              const text = [l.linje, l.aar, l.element].filter(Boolean).join(" · ");
              return (
                <option key={text} value={i}>
                  {text}
                </option>
              );
            })}
          </Select>
        </label>
        <Textfield
          label={t("ui.revidert_mill")}
          value={amount}
          onChange={(e) => setAmount(e.target.value)}
          inputMode="decimal"
          required
        />
        <Textfield
          label={t("ui.prognose_mill")}
          value={forecast}
          onChange={(e) => setForecast(e.target.value)}
          inputMode="decimal"
        />
        <Textfield label={t("ui.begrunnelse")} value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} />
        {revise.error ? <Failure error={revise.error} /> : null}
        <Button type="submit" data-size="sm" disabled={!sound}>
          {t("ui.lagre")}
        </Button>
      </form>
    </Modal>
  );
}

/** The lines of a budget revision. */
export function Revised({ version }: { version: Schemas["VersionOut"] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ["budsjettlinjer", version.id],
    queryFn: () => got(api.GET("/api/versjoner/{versjon}/budsjettlinjer", { params: { path: { versjon: version.id } } })),
    enabled: open,
  });
  return (
    <>
      <LinkButton onClick={() => setOpen(!open)}>{t("ui.vis_linjene")}</LinkButton>
      {open && query.data ? (
        <Table
          scroll="none"
          caption={t("ui.budsjettendring")}
          heads={[t("ui.linje"), ...["opprinnelig", "revidert", "prognose", "regnskap"].map((c) => numberHead(t(`ui.${c}`)))]}
        >
          <tbody>
            {query.data.map((l) => (
              <tr key={`${l.linje}${l.aar}${l.element}`}>
                <th scope="row">
                  {l.etikett} {l.aar} {l.element}
                </th>
                <td className="n">{mill(l.opprinnelig, 1)}</td>
                <td className="n">{mill(l.revidert, 1)}</td>
                <td className="n">{mill(l.prognose, 1)}</td>
                <td className="n">{mill(l.regnskap, 1)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
    </>
  );
}
