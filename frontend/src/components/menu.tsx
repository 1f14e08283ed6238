import { Button, Dialog } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";
import { BAR, MENU } from "../lib/pages";
import { usePage, usePlan } from "../lib/plan";
import { leave, useMe } from "../lib/session";
import { Prices } from "./header";
import { LanguageChoice } from "./language";

/** The pages in their groups, and what belongs to the user. */
export function Menu({ openHelp }: { openHelp: () => void }) {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const page = usePage();
  const me = useMe();
  return (
    <>
      {MENU.map((g) => (
        <div key={g.group}>
          <h2>{t(`ui.meny.${g.group}`)}</h2>
          <ul>
            {g.pages.map(({ id }) => (
              <li key={id}>
                <NavLink to={page(id)}>
                  {t(`ui.side.${id}`)}
                  {id === "forutsetninger" && version.feil ? <span className="prikk">{version.feil}</span> : null}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="bruker">
        <LanguageChoice className="liten" />
        {may("medlemmer") || may("spor") || may("parti") ? <Link to={page("tilgang")}>{t("ui.side.tilgang")}</Link> : null}
        <Link to="/">{t("ui.alle_planer")}</Link>
        <button type="button" className="som-lenke" onClick={openHelp}>
          {t("ui.hjelp")}
        </button>
        {me.data?.modus === "organisasjon" ? (
          <>
            <span className="liten dus">{me.data.navn}</span>
            <Link to="/konto">{t("ui.konto")}</Link>
            <button type="button" className="som-lenke" onClick={() => void leave(me.data)}>
              {t("ui.logg_ut")}
            </button>
          </>
        ) : null}
      </div>
    </>
  );
}

/** The menu where there is no room for it beside the page. */
export function MenuDialog({ close, openWhatIf, openHelp }: { close: () => void; openWhatIf: () => void; openHelp: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")}>
      <h2 className="vh">{t("ui.hovedmeny")}</h2>
      <nav className="meny i-dialog" aria-label={t("ui.hovedmeny")}>
        <Menu openHelp={openHelp} />
        <div className="verktoy">
          <Prices />
          <Button
            data-size="sm"
            onClick={() => {
              close();
              openWhatIf();
            }}
          >
            {t("ui.hva_om")}
          </Button>
        </div>
      </nav>
    </Dialog>
  );
}

/** On a phone: the pages used most along the foot, and the menu with the rest. */
export function BottomBar({ openMenu }: { openMenu: () => void }) {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <nav className="bunnlinje" aria-label={t("ui.snarveier")}>
      {BAR.map(({ id, icon }) => (
        <NavLink key={id} to={page(id)}>
          <Icon path={icon ?? ""} />
          {t(`ui.kort.${id}`)}
        </NavLink>
      ))}
      <button type="button" onClick={openMenu} aria-haspopup="dialog">
        <Icon path="M3 5h14M3 10h14M3 15h14" />
        {t("ui.meny")}
      </button>
    </nav>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  );
}
