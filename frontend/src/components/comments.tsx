import { Button, Select } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { moment } from "../lib/i18n";
import { usePlan } from "../lib/plan";
import { LinkButton } from "./bits";

type Comment = Schemas["CommentOut"];

/** Something that can be commented on: a number's address, a file, or a line of it. */
export interface Place {
  sted: string;
  navn: string;
}

/** The comments on a number or the lines of a file, and a field for a new one. */
export function Comments({ places, of }: { places: Place[]; of?: number }) {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const versjon = of ?? version.id;
  const key = ["kommentarer", versjon];
  const client = useQueryClient();
  const query = useQuery<Comment[], ApiError>({
    queryKey: key,
    queryFn: () => got(api.GET("/api/versjoner/{versjon}/kommentarer", { params: { path: { versjon } } })),
  });
  const done = { onSuccess: () => void client.invalidateQueries({ queryKey: key }) };
  const write = useMutation<Comment, ApiError, Schemas["NewComment"]>({
    ...done,
    mutationFn: (body) => got(api.POST("/api/versjoner/{versjon}/kommentarer", { params: { path: { versjon } }, body })),
  });
  const settle = useMutation<Comment, ApiError, number>({
    ...done,
    mutationFn: (id) => got(api.POST("/api/kommentarer/{kommentar}/loest", { params: { path: { kommentar: id } } })),
  });
  const [answering, setAnswering] = useState<Comment | null>(null);
  const [place, setPlace] = useState(0);
  const named = new Map(places.map((p) => [p.sted, p.navn]));
  const own = (query.data ?? []).filter((c) => named.has(c.sted));
  const answers = (id: number | null) => own.filter((c) => (c.svar_paa ?? null) === id);
  const sted = answering?.sted ?? places[place]?.sted ?? "";
  const failed = write.error ?? settle.error;
  const said = (c: Comment) => (
    <li key={c.id}>
      <div>
        <p>
          <b>{c.av}</b>{" "}
          <span className="dus">
            {moment(c.tid)}
            {named.get(c.sted) ? ` · ${named.get(c.sted)}` : ""}
            {c.loest ? ` · ${t("ui.loest")}` : ""}
          </span>
        </p>
        <p>{c.tekst}</p>
        {may("kommenter") ? (
          <p className="lenker">
            <LinkButton onClick={() => setAnswering(c)}>{t("ui.besvar")}</LinkButton>
            {c.loest ? null : <LinkButton onClick={() => settle.mutate(c.id)}>{t("ui.merk_loest")}</LinkButton>}
          </p>
        ) : null}
        {answers(c.id).length ? <ul className="ren svar">{answers(c.id).map(said)}</ul> : null}
      </div>
    </li>
  );
  return (
    <details className="kommentarer">
      <summary>{t("ui.kommentarer", { n: own.length })}</summary>
      <ul className="ren">{answers(null).map(said)}</ul>
      {may("kommenter") ? (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            const form = e.currentTarget;
            const tekst = String(new FormData(form).get("tekst") ?? "").trim();
            const after = {
              onSuccess: () => {
                form.reset();
                setAnswering(null);
              },
            };
            if (tekst) write.mutate({ sted, tekst, svar_paa: answering?.id ?? null }, after);
          }}
        >
          {answering ? (
            <p>
              {t("ui.svar_til", { av: answering.av })}{" "}
              <LinkButton onClick={() => setAnswering(null)}>{t("ui.avbryt")}</LinkButton>
            </p>
          ) : places.length > 1 ? (
            <label className="velger">
              {t("ui.gjelder")}
              <Select value={place} onChange={(e) => setPlace(Number(e.target.value))} data-size="sm">
                {places.map((p, i) => (
                  <option key={p.sted} value={i}>
                    {p.navn}
                  </option>
                ))}
              </Select>
            </label>
          ) : null}
          <label>
            {t("ui.skriv_kommentar")}
            <textarea name="tekst" className="ds-input" rows={2} maxLength={5000} />
          </label>
          <Button type="submit" variant="secondary" data-size="sm">
            {t("ui.kommenter")}
          </Button>
        </form>
      ) : null}
      {failed ? <p role="alert">{failed.message}</p> : null}
    </details>
  );
}
