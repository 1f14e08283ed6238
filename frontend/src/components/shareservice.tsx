import { Button, Textfield } from "@digdir/designsystemet-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { usePlan } from "../lib/plan";
import { Modal } from "./modal";
import { Failure } from "./state";

/** A link to this service and nothing else, for those without a user. */
export function ShareService({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const { may } = usePlan();
  const [open, setOpen] = useState(false);
  if (!may("del")) return null;
  return (
    <>
      <Button variant="secondary" data-size="sm" onClick={() => setOpen(true)}>
        {t("ui.del_tjenesten")}
      </Button>
      {open ? <Dialog id={id} name={name} close={() => setOpen(false)} /> : null}
    </>
  );
}

function Dialog({ id, name, close }: { id: string; name: string; close: () => void }) {
  const { t } = useTranslation();
  const { version } = usePlan();
  const [title, setTitle] = useState(name);
  const make = useMutation<Schemas["ShareOut"], ApiError>({
    mutationFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/delinger", {
          params: { path: { versjon: version.id } },
          body: { tittel: title, tjeneste: id },
        }),
      ),
  });
  const url = make.data ? `${window.location.origin}/delt/${make.data.token}?tjeneste=${encodeURIComponent(id)}` : "";
  return (
    <Modal title={t("ui.del_tjenesten_tittel", { navn: name })} close={close}>
      <p>{t("ui.del_tjenesten_forklart")}</p>
      <Textfield label={t("ui.tittel")} value={title} onChange={(e) => setTitle(e.target.value)} maxLength={200} />
      {make.error ? <Failure error={make.error} /> : null}
      {url ? (
        <p role="status">
          {t("ui.lenken_er")} <a href={url}>{url}</a>
        </p>
      ) : null}
      <Button data-size="sm" onClick={() => make.mutate()}>
        {t("ui.lag_lenke")}
      </Button>
    </Modal>
  );
}
