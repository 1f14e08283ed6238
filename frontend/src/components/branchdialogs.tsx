import { Button, Select, Textfield } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, got, type Schemas } from "../lib/api";
import { branchLink, partyOf, usePlan, usePlanChange } from "../lib/plan";
import { Modal, type Opened } from "./modal";
import { Failure } from "./state";

const LOCKS = ["kommunedirektoerens_forslag", "formannskapets_innstilling", "vedtatt"] as const;

/** A branch of one's own upon the open version. */
export function NewAlternative({ close }: Opened) {
  const { t } = useTranslation();
  const { plan, version, tree } = usePlan();
  const navigate = useNavigate();
  const [name, setName] = useState(partyOf(tree));
  const make = usePlanChange<Schemas["SavedOut"]>(
    () =>
      got(
        api.POST("/api/planer/{plan}/alternativer", { params: { path: { plan } }, body: { navn: name.trim(), fra: version.id } }),
      ),
    () => {
      close();
      navigate(branchLink(plan, name.trim()));
    },
  );
  return (
    <Modal title={t("ui.lag_alternativ")} close={close}>
      <p>{t("ui.privat_til_publisert")}</p>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          make.mutate();
        }}
      >
        <Textfield
          label={t("ui.navn_paa_alternativ")}
          value={name}
          onChange={(e) => setName(e.target.value)}
          required
          maxLength={100}
        />
        {make.error ? <Failure error={make.error} /> : null}
        <Button type="submit" data-size="sm" disabled={!name.trim()}>
          {t("ui.lag_alternativ")}
        </Button>
      </form>
    </Modal>
  );
}

/** Lock the open version, which nobody changes afterwards. */
export function LockDialog({ close }: Opened) {
  const { t } = useTranslation();
  const { version } = usePlan();
  const [kind, setKind] = useState<(typeof LOCKS)[number]>(LOCKS[0]);
  const set = usePlanChange<Schemas["TreeOut"]>(
    () => got(api.POST("/api/versjoner/{versjon}/laaser", { params: { path: { versjon: version.id } }, body: { slag: kind } })),
    close,
  );
  return (
    <Modal title={t("ui.laas_planen")} close={close}>
      <p>{t("ui.laas_forklart")}</p>
      <label className="velger">
        {t("ui.laases_som")}
        <Select value={kind} onChange={(e) => setKind(e.target.value as typeof kind)}>
          {LOCKS.map((l) => (
            <option key={l} value={l}>
              {t(`lock.${l}`)}
            </option>
          ))}
        </Select>
      </label>
      {set.error ? <Failure error={set.error} /> : null}
      <div className="verktoy">
        <Button data-size="sm" onClick={() => set.mutate()}>
          {t("ui.laas_versjon_n", { n: version.id })}
        </Button>
      </div>
    </Modal>
  );
}

/** Make a private branch public, with a list of what everybody then sees. */
export function PublishDialog({ close }: Opened) {
  const { t } = useTranslation();
  const { plan, branch, version } = usePlan();
  const publish = usePlanChange<Schemas["TreeOut"]>(
    () => got(api.POST("/api/planer/{plan}/grener/{gren}/publisering", { params: { path: { plan, gren: branch.navn } } })),
    close,
  );
  return (
    <Modal title={t("ui.publiser")} close={close}>
      <p>{t("ui.publiser_forklart")}</p>
      <p>
        <b>{branch.navn}</b>, {t("ui.versjon_n", { n: version.id })}: {version.melding}
      </p>
      <ul>
        {Object.entries(version.endret).map(([file, what]) => (
          <li key={file}>
            {file} ({t(`ui.fil.${what}`)})
          </li>
        ))}
      </ul>
      {publish.error ? <Failure error={publish.error} /> : null}
      <Button data-size="sm" onClick={() => publish.mutate()}>
        {t("ui.publiser")}
      </Button>
    </Modal>
  );
}
