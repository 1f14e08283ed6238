import { Alert, Button, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card, LinkButton, Status } from "../components/bits";
import { Form } from "../components/form";
import { LanguageChoice } from "../components/language";
import { Modal } from "../components/modal";
import { useNewPassword } from "../components/newpassword";
import { Refused } from "../components/refused";
import { Answer } from "../components/state";
import { Table } from "../components/table";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { moment } from "../lib/i18n";
import { leave, useMe } from "../lib/session";

type Account = Schemas["AccountOut"];
const KEY = ["konto"];

/** One's own password, second factor and sessions; `forced` until a demanded second factor is set up. */
export default function Konto({ forced = false }: { forced?: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const query = useQuery<Account, ApiError>({ queryKey: KEY, queryFn: () => got(api.GET("/api/konto")) });
  useEffect(() => {
    document.title = `${t("ui.konto")} – LDIP`;
  }, [t]);
  return (
    <main className="alene">
      <h1>{t("ui.konto")}</h1>
      <p className="luft-under dus">{t("ui.konto_tekst")}</p>
      {forced ? (
        <Alert data-color="warning" role="status" className="luft-under">
          {t("ui.tofaktor_kreves")}
        </Alert>
      ) : null}
      <Answer query={query}>
        {(account) => (
          <div className="rut">
            {account.har_passord ? (
              <>
                <Second account={account} />
                <Password />
              </>
            ) : (
              <p>{t("ui.uten_passord")}</p>
            )}
            <Sessions account={account} />
          </div>
        )}
      </Answer>
      <p className="liten dus luft-over verktoy">
        {forced ? null : <Link to="/">{t("ui.alle_planer")}</Link>}
        <span>{me.data?.navn}</span>
        <LinkButton onClick={() => void leave(me.data)}>{t("ui.logg_ut")}</LinkButton>
        <LanguageChoice />
      </p>
    </main>
  );
}

function Password() {
  const { t } = useTranslation();
  const [old, setOld] = useState("");
  const next = useNewPassword();
  const change = useMutation<unknown, ApiError>({
    mutationFn: () => got(api.POST("/api/passord", { body: { gammelt: old, nytt: next.value } })),
    onSuccess: () => window.location.assign("/"),
  });
  return (
    <Card id="h-passord" title={t("ui.bytt_passord")} text={t("ui.bytt_passord_tekst")}>
      <Form className="skjema" send={() => (next.value ? change.mutate() : next.differ())}>
        <PasswordField value={old} set={setOld} />
        {next.fields}
        <Refused error={change.error} />
        <Button type="submit" variant="secondary" data-size="sm" disabled={change.isPending}>
          {t("ui.bytt_passord")}
        </Button>
      </Form>
    </Card>
  );
}

function PasswordField({ value, set }: { value: string; set: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <Textfield
      label={t("ui.naavaerende_passord")}
      type="password"
      autoComplete="current-password"
      maxLength={1000}
      value={value}
      onChange={(e) => set(e.target.value)}
      required
    />
  );
}

/** A dialog that confirms a change with the password. */
function Confirm<T>({
  title,
  ask,
  done,
  close,
}: {
  title: string;
  ask: (password: string) => Promise<T>;
  done: (answer: T) => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const send = useMutation<T, ApiError>({ mutationFn: () => ask(password), onSuccess: done });
  return (
    <Modal title={title} close={close}>
      <Form className="skjema" send={() => send.mutate()}>
        <PasswordField value={password} set={setPassword} />
        <Refused error={send.error} />
        <Button type="submit" data-size="sm" disabled={send.isPending}>
          {t("ui.bekreft")}
        </Button>
      </Form>
    </Modal>
  );
}

type Shown = { is: "oppsett" | "av" | "koder" } | { is: "qr"; begun: Schemas["EnrolOut"] } | { is: "vis"; codes: string[] };

function Second({ account }: { account: Account }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [shown, setShown] = useState<Shown | null>(null);
  const close = () => setShown(null);
  const changed = () => client.invalidateQueries({ queryKey: KEY });
  return (
    <Card
      id="h-tofaktor"
      title={t("ui.tofaktor")}
      text={t("ui.tofaktor_tekst")}
      tools={
        <Status kind={account.tofaktor ? "ok" : "info"}>{t(account.tofaktor ? "ui.tofaktor_paa" : "ui.tofaktor_av")}</Status>
      }
    >
      {account.tofaktor ? (
        <div className="verktoy">
          <span>{t("ui.koder_igjen", { count: account.koder_igjen })}</span>
          <LinkButton onClick={() => setShown({ is: "koder" })}>{t("ui.nye_koder")}</LinkButton>
          {account.tofaktor_kreves ? null : (
            <LinkButton onClick={() => setShown({ is: "av" })}>{t("ui.slaa_av_tofaktor")}</LinkButton>
          )}
        </div>
      ) : (
        <Button data-size="sm" onClick={() => setShown({ is: "oppsett" })}>
          {t("ui.sett_opp_tofaktor")}
        </Button>
      )}
      {shown?.is === "oppsett" ? (
        <Confirm
          title={t("ui.sett_opp_tofaktor")}
          ask={(passord) => got(api.POST("/api/konto/tofaktor", { body: { passord } }))}
          done={(begun) => setShown({ is: "qr", begun })}
          close={close}
        />
      ) : null}
      {shown?.is === "av" ? (
        <Confirm
          title={t("ui.slaa_av_tofaktor")}
          ask={(passord) => got<unknown>(api.POST("/api/konto/tofaktor/av", { body: { passord } }))}
          done={() => {
            close();
            void changed();
          }}
          close={close}
        />
      ) : null}
      {shown?.is === "koder" ? (
        <Confirm
          title={t("ui.nye_koder")}
          ask={(passord) => got(api.POST("/api/konto/gjenopprettingskoder", { body: { passord } }))}
          done={(made) => setShown({ is: "vis", codes: made.koder })}
          close={close}
        />
      ) : null}
      {shown?.is === "qr" ? <Scan begun={shown.begun} done={(codes) => setShown({ is: "vis", codes })} close={close} /> : null}
      {shown?.is === "vis" ? (
        <Recovery
          codes={shown.codes}
          close={() => {
            close();
            void changed().then(() => client.invalidateQueries({ queryKey: ["meg"] }));
          }}
        />
      ) : null}
    </Card>
  );
}

function Scan({ begun, done, close }: { begun: Schemas["EnrolOut"]; done: (codes: string[]) => void; close: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const confirm = useMutation<Schemas["RecoveryOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/konto/tofaktor/bekreft", { body: { kode: code } })),
    onSuccess: (made) => done(made.koder),
  });
  return (
    <Modal title={t("ui.sett_opp_tofaktor")} close={close}>
      <p>{t("ui.skann_qr")}</p>
      <img className="qr" src={begun.qr} alt={t("ui.qr_bilde")} />
      <p>
        {t("ui.noekkel")}: <code className="engangskode">{begun.hemmelighet.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
      <Form className="skjema" send={() => confirm.mutate()}>
        <Textfield
          label={t("ui.kode_fra_telefon")}
          autoComplete="one-time-code"
          inputMode="numeric"
          minLength={6}
          maxLength={7}
          value={code}
          onChange={(e) => setCode(e.target.value)}
          required
        />
        <Refused error={confirm.error} />
        <Button type="submit" data-size="sm" disabled={confirm.isPending}>
          {t("ui.bekreft")}
        </Button>
      </Form>
    </Modal>
  );
}

function Recovery({ codes, close }: { codes: string[]; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal title={t("ui.gjenopprettingskoder")} close={close}>
      <p>{t("ui.gjenoppretting_tekst")}</p>
      <ul className="ren koder">
        {codes.map((c) => (
          <li key={c}>
            <code className="engangskode">{c}</code>
          </li>
        ))}
      </ul>
      <Button data-size="sm" onClick={close}>
        {t("ui.jeg_har_lagret")}
      </Button>
    </Modal>
  );
}

function Sessions({ account }: { account: Account }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const end = useMutation<unknown, ApiError, string>({
    mutationFn: (sesjon) => got(api.DELETE("/api/konto/sesjoner/{sesjon}", { params: { path: { sesjon } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const all = useMutation<unknown, ApiError>({
    mutationFn: () => got(api.DELETE("/api/konto/sesjoner")),
    onSuccess: () => window.location.assign("/"),
  });
  const doing = (id: string, children: ReactNode, where: string) => (
    <button type="button" className="som-lenke" onClick={() => end.mutate(id)}>
      {children}
      <span className="vh">: {where}</span>
    </button>
  );
  return (
    <Card
      id="h-sesjoner"
      title={t("ui.sesjoner")}
      tools={<LinkButton onClick={() => all.mutate()}>{t("ui.logg_ut_overalt")}</LinkButton>}
    >
      <Table caption={t("ui.sesjoner")} heads={[t("ui.nettleser"), t("ui.logget_inn_tid"), t("ui.sist_brukt"), t("ui.gjoer")]}>
        <tbody>
          {account.sesjoner.map((s) => {
            const where = s.laget_paa || t("ui.ukjent_nettleser");
            return (
              <tr key={s.id}>
                <th scope="row">
                  {where} {s.denne ? <span className="dus">({t("ui.denne_nettleseren")})</span> : null}
                </th>
                <td>{moment(s.opprettet)}</td>
                <td>{moment(s.sist_brukt)}</td>
                <td>{s.denne ? "–" : doing(s.id, t("ui.logg_ut_der"), where)}</td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      <Refused error={end.error ?? all.error} />
    </Card>
  );
}
