import { Button, ToggleGroup } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useChanges } from "../lib/changes";
import { branchName, usePage, usePlan } from "../lib/plan";
import { Status } from "./bits";
import { AddMenu } from "./form-menu";

/** Fixed or current kroner: how numbers are shown, never a change of the plan. */
export function Prices() {
  const { t } = useTranslation();
  const { fixed, setFixed } = usePlan();
  return (
    <ToggleGroup
      aria-label={t("ui.prisgrunnlag")}
      value={fixed ? "faste" : "loepende"}
      onChange={(v) => setFixed(v === "faste")}
      data-size="sm"
    >
      <ToggleGroup.Item value="faste">{t("ui.faste")}</ToggleGroup.Item>
      <ToggleGroup.Item value="loepende">{t("ui.loepende")}</ToggleGroup.Item>
    </ToggleGroup>
  );
}

/** Whether the plan is locked, private, or has unsaved changes. */
function PlanState() {
  const { t } = useTranslation();
  const { branch, version, locked } = usePlan();
  const changes = useChanges();
  const lock = version.laaser.at(-1);
  if (changes > 0) return <Status kind="info">{t("ui.kladd_n", { count: changes })}</Status>;
  if (locked && lock) return <Status kind="las">{t("ui.laast_som", { som: t(`lock.${lock.slag}`) })}</Status>;
  return branch.privat ? <Status kind="las">{t("ui.privat", { av: branch.eier })}</Status> : null;
}

function PlanLink() {
  const { t } = useTranslation();
  const { branch, version } = usePlan();
  const page = usePage();
  return (
    <Link className="plan" to={page("versjoner")}>
      <b>{branchName(t, branch.navn)}</b> <span className="dus">{t("ui.versjon_n", { n: version.id })}</span>
    </Link>
  );
}

export function Header({
  openWhatIf,
  open,
  whatIf,
}: {
  openWhatIf: () => void;
  open: (what: "soek" | "meny") => void;
  whatIf: boolean;
}) {
  const { t } = useTranslation();
  const { tree } = usePlan();
  return (
    <header className="topp">
      <Link className="merke" to="/">
        <img src="/ikon.svg" width="30" height="30" alt="" />
        <span>
          LDIP<small>{tree.navn.split(":")[0]}</small>
        </span>
      </Link>
      <span className="bare-bred planvalg">
        <PlanLink />
        <PlanState />
      </span>
      <span className="luft" />
      <span className="bare-bred">
        <Prices />
      </span>
      <Button className="knapp" variant="tertiary" data-size="sm" onClick={() => open("soek")} aria-keyshortcuts="Control+K">
        {t("ui.soek")}
      </Button>
      <AddMenu />
      <Button className="knapp ikke-telefon" data-size="sm" onClick={openWhatIf} aria-keyshortcuts="H" aria-expanded={whatIf}>
        {t("ui.hva_om")}
      </Button>
      <Button className="knapp bare-mellom" variant="tertiary" data-size="sm" onClick={() => open("meny")}>
        {t("ui.meny")}
      </Button>
    </header>
  );
}

/** On a phone the plan and its state have a row of their own. */
export function PlanRow() {
  const { t } = useTranslation();
  return (
    <section className="planrad" aria-label={t("ui.planen")}>
      <PlanLink />
      <PlanState />
    </section>
  );
}
