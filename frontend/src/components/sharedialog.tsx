import { Button, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, api, got, type Lever, type Schemas } from "../lib/api";
import { usePlan } from "../lib/plan";
import { LinkButton } from "./bits";
import { Modal, type Opened } from "./modal";
import { Failure } from "./state";
import { useLevers } from "./whatif";

const OFFERED = ["rente", "frie_inntekter", "investering", "utsettelse", "egenkapitalandel"];

/** Links for citizens: with the levers they may move. */
export function ShareDialog({ close }: Opened) {
  const { t } = useTranslation();
  const { version, tree } = usePlan();
  const levers = useLevers();
  const client = useQueryClient();
  const all = [...(levers.data?.spaker ?? []), ...(levers.data?.grep ?? [])];
  const [title, setTitle] = useState(tree.navn);
  const [chosen, setChosen] = useState<string[]>(OFFERED);
  const key = ["delinger", version.id];
  const links = useQuery({
    queryKey: key,
    queryFn: () => got(api.GET("/api/versjoner/{versjon}/delinger", { params: { path: { versjon: version.id } } })),
  });
  const make = useMutation<Schemas["ShareOut"], ApiError>({
    mutationFn: () => {
      const of = (levers: Lever[] = []) => levers.map((l) => l.id).filter((i) => chosen.includes(i));
      return got(
        api.POST("/api/versjoner/{versjon}/delinger", {
          params: { path: { versjon: version.id } },
          body: { tittel: title, spaker: of(levers.data?.spaker), grep: of(levers.data?.grep) },
        }),
      );
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const end = useMutation<Schemas["ShareOut"], ApiError, number>({
    mutationFn: (id) => got(api.DELETE("/api/delinger/{deling}", { params: { path: { deling: id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const url = make.data ? `${window.location.origin}/delt/${make.data.token}` : "";
  return (
    <Modal title={t("ui.del_med_alle")} close={close}>
      <p>{t("ui.del_forklart")}</p>
      <Textfield label={t("ui.tittel")} value={title} onChange={(e) => setTitle(e.target.value)} maxLength={200} />
      <fieldset>
        <legend>{t("ui.spaker_som_kan_flyttes")}</legend>
        {all.map((l) => (
          <label key={l.id} className="hake blokk">
            <input
              type="checkbox"
              checked={chosen.includes(l.id)}
              onChange={(e) => setChosen(e.target.checked ? [...chosen, l.id] : chosen.filter((c) => c !== l.id))}
            />{" "}
            {l.navn}
          </label>
        ))}
      </fieldset>
      {make.error ? <Failure error={make.error} /> : null}
      {url ? (
        <p role="status">
          {t("ui.lenken_er")} <a href={url}>{url}</a>
        </p>
      ) : null}
      <Button data-size="sm" onClick={() => make.mutate()} disabled={!levers.data}>
        {t("ui.lag_lenke")}
      </Button>
      {links.data?.length === 0 ? <p className="dus">{t("ui.tom.delinger")}</p> : null}
      <ul className="ren">
        {(links.data ?? []).map((s) => (
          <li key={s.id}>
            <span>
              {s.tittel} {s.trukket ? <span className="dus">({t("ui.trukket")})</span> : null}
            </span>
            {s.trukket ? null : <LinkButton onClick={() => end.mutate(s.id)}>{t("ui.trekk_tilbake")}</LinkButton>}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
