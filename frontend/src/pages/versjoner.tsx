import { Button } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card, LinkButton, PageHead, Status } from "../components/bits";
import { LockDialog, NewAlternative, PublishDialog } from "../components/branchdialogs";
import { Revised, RevisionDialog } from "../components/revisions";
import { ShareDialog } from "../components/sharedialog";
import { Table } from "../components/table";
import { download, type Schemas } from "../lib/api";
import { moment } from "../lib/i18n";
import { branchLink, branchName, usePage, usePlan } from "../lib/plan";

type Version = Schemas["VersionOut"];

export default function Versjoner() {
  const { t } = useTranslation();
  const { branch, may } = usePlan();
  const [dialog, setDialog] = useState<keyof typeof DIALOGS | null>(null);
  const Shown = dialog ? DIALOGS[dialog] : null;
  return (
    <>
      <PageHead title={t("ui.side.versjoner")} question={t("ui.spor.versjoner")}>
        {may("alternativ") ? (
          <Button data-size="sm" variant="secondary" onClick={() => setDialog("alternativ")}>
            {t("ui.lag_alternativ")}
          </Button>
        ) : null}
        {may("laas") ? (
          <Button data-size="sm" variant="secondary" onClick={() => setDialog("laas")}>
            {t("ui.laas_planen")}
          </Button>
        ) : null}
        {may("budsjett") ? (
          <Button data-size="sm" variant="secondary" onClick={() => setDialog("budsjett")}>
            {t("ui.budsjettendring")}
          </Button>
        ) : null}
        {may("publiser") && branch.privat ? (
          <Button data-size="sm" onClick={() => setDialog("publiser")}>
            {t("ui.publiser")}
          </Button>
        ) : null}
        {may("del") ? (
          <Button data-size="sm" variant="secondary" onClick={() => setDialog("del")}>
            {t("ui.del_med_alle")}
          </Button>
        ) : null}
      </PageHead>
      <Branches />
      <div className="luft-over">
        <Versions />
      </div>
      {Shown ? <Shown close={() => setDialog(null)} /> : null}
    </>
  );
}

/** The main line and the alternatives. */
function Branches() {
  const { t } = useTranslation();
  const { plan, tree, version, branch, may } = usePlan();
  const page = usePage();
  return (
    <Card id="h-gren" title={t("ui.alternativer")}>
      <ul className="ren">
        {tree.grener.map((g) => (
          <li key={g.navn}>
            <span>
              <Link to={branchLink(plan, g.navn)}>{branchName(t, g.navn)}</Link>{" "}
              {g.privat ? <Status kind="las">{t("ui.privat", { av: g.eier })}</Status> : null}{" "}
              {g.navn === branch.navn ? <span className="liten dus">{t("ui.aapen_naa")}</span> : null}
            </span>
            <span className="liten">
              {t("ui.versjon_n", { n: g.hode })} ·{" "}
              <Link to={page("sammenlign", { fra: version.id, til: g.hode })}>{t("ui.sammenlign_med")}</Link>
            </span>
          </li>
        ))}
      </ul>
      {tree.grener.length === 1 && may("alternativ") ? <p className="dus">{t("ui.tom.alternativer")}</p> : null}
    </Card>
  );
}

/** Every version of the branch, the newest first. */
function Versions() {
  const { t } = useTranslation();
  const { tree } = usePlan();
  return (
    <Card id="h-vers" title={t("ui.side.versjoner")}>
      <Table
        caption={t("ui.side.versjoner")}
        heads={[
          t("store.version"),
          t("ui.tid"),
          t("store.author"),
          t("store.message"),
          t("store.locks"),
          t("ui.filer"),
          t("ui.hash"),
          t("ui.gjoer"),
        ]}
      >
        <tbody>
          {tree.versjoner.map((v) => (
            <VersionRow key={v.id} version={v} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function VersionRow({ version: v }: { version: Version }) {
  const { t } = useTranslation();
  const { plan, version, branch, may } = usePlan();
  const page = usePage();
  const save = (path: string, name: string, question?: object) => void download(path, name, question);
  return (
    <tr className={v.id === version.id ? "valgt-rad" : ""}>
      <th scope="row">
        {v.id} {v.feil ? <Status kind="brudd">{t("ui.n_feil", { count: v.feil })}</Status> : null}
      </th>
      <td>{moment(v.tid)}</td>
      <td>{v.av}</td>
      <td>
        {v.melding} {v.slag === "budsjettendring" ? <Revised version={v} /> : null}
      </td>
      <td>
        {v.laaser.map((l) => (
          <Status key={l.slag} kind={l.gyldig ? "las" : "brudd"}>
            {t(`lock.${l.slag}`)}
            {l.gyldig ? "" : ` – ${t("ui.signatur_feil")}`}
          </Status>
        ))}
      </td>
      <td className="liten">{Object.keys(v.endret).length ? t("ui.n_filer", { count: Object.keys(v.endret).length }) : "–"}</td>
      <td>
        <code>{v.hash.slice(0, 10)}</code>
      </td>
      <td>
        <div className="lenker">
          <Link to={branchLink(plan, branch.navn, { v: v.id })}>{t("ui.aapne")}</Link>
          <Link to={page("sammenlign", { fra: v.id, til: version.id })}>{t("ui.sammenlign_med")}</Link>
          {may("les_internt") ? (
            <LinkButton onClick={() => save(`/api/versjoner/${v.id}/mappe.zip`, `plan-${v.id}.zip`)}>
              {t("ui.last_ned_mappen")}
            </LinkButton>
          ) : null}
          {may("les_internt") ? (
            <LinkButton onClick={() => save(`/api/versjoner/${v.id}/arbeidsbok`, `plan-${v.id}.xlsx`, {})}>
              {t("ui.excel.last_ned")}
            </LinkButton>
          ) : null}
          {may("spor") && v.laaser.length ? (
            <LinkButton onClick={() => save(`/api/versjoner/${v.id}/revisor.zip`, `revisor-${v.id}.zip`)}>
              {t("ui.revisorfil")}
            </LinkButton>
          ) : null}
        </div>
      </td>
    </tr>
  );
}

const DIALOGS = {
  alternativ: NewAlternative,
  laas: LockDialog,
  publiser: PublishDialog,
  del: ShareDialog,
  budsjett: RevisionDialog,
};
