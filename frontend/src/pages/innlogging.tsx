import { Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "../components/bits";
import { Form, Sending } from "../components/form";
import { LanguageChoice } from "../components/language";
import { useNewPassword } from "../components/newpassword";
import { Refused } from "../components/refused";
import { type ApiError, api, got, type Schemas } from "../lib/api";

type Me = Schemas["MeOut"];
type Step = "passord" | "tofaktor" | "kode" | "kobling";
interface Entering {
  done: (me: Me) => void;
  go: (step: Step) => void;
}

/** The steps of a login, one at a time. */
export default function Innlogging({ oidc }: { oidc: boolean }) {
  const client = useQueryClient();
  const linking = oidc && new URLSearchParams(window.location.search).has("kobling");
  const [step, setStep] = useState<Step>(linking ? "kobling" : "passord");
  const [email, setEmail] = useState("");
  const [chosen, setChosen] = useState(false);
  const done = (me: Me) => {
    if (me.trinn === "tofaktor") return setStep("tofaktor");
    if (linking) window.history.replaceState(null, "", "/");
    client.setQueryData(["meg"], me);
    void client.invalidateQueries();
  };
  if (step === "tofaktor") return <SecondStep done={done} go={setStep} />;
  if (step === "kobling") return <Linking done={done} go={setStep} />;
  if (step === "kode")
    return (
      <WithCode
        go={setStep}
        chosen={(address) => {
          setEmail(address);
          setChosen(true);
          setStep("passord");
        }}
      />
    );
  return <WithPassword done={done} go={setStep} oidc={oidc} email={email} chosen={chosen} />;
}

/** A step: its heading gets the focus, so that a screen reader tells what is asked. */
function Frame({
  title,
  text,
  focused = true,
  send,
  children,
}: {
  title: string;
  text?: string;
  focused?: boolean;
  send: () => void;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – LDIP`;
  }, [title]);
  useEffect(() => {
    if (focused) heading.current?.focus();
  }, [focused]);
  return (
    <main className="alene smal">
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {text ? <p className="luft-under">{text}</p> : null}
      <Form className="kort skjema" send={send}>
        {children}
      </Form>
      <p className="liten">
        <LanguageChoice />
      </p>
    </main>
  );
}

function WithPassword({ done, go, oidc, email: known, chosen }: Entering & { oidc: boolean; email: string; chosen: boolean }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const enter = useMutation<Me, ApiError>({
    mutationFn: () => got(api.POST("/api/innlogging", { body: { epost: email, passord: password } })),
    onSuccess: done,
  });
  return (
    <Frame title={t("ui.logg_inn")} focused={chosen} send={() => enter.mutate()}>
      {chosen ? <p role="status">{t("ui.passord_valgt")}</p> : null}
      <Textfield
        label={t("ui.epost")}
        type="email"
        autoComplete="username"
        maxLength={320}
        value={email}
        onChange={(e) => setEmail(e.target.value)}
        required
      />
      <Textfield
        label={t("serve.password")}
        type="password"
        autoComplete="current-password"
        maxLength={1000}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        required
      />
      <Refused error={enter.error} />
      <Sending label={t("ui.logg_inn")} pending={enter.isPending}>
        {oidc ? <a href="/api/oidc/start">{t("ui.logg_inn_med_oidc")}</a> : null}
        <LinkButton onClick={() => go("kode")}>{t("ui.har_engangskode")}</LinkButton>
      </Sending>
    </Frame>
  );
}

function SecondStep({ done, go }: Entering) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const enter = useMutation<Me, ApiError>({
    mutationFn: () => got(api.POST("/api/innlogging/tofaktor", { body: { kode: code } })),
    onSuccess: done,
  });
  return (
    <Frame title={t("ui.tofaktor")} send={() => enter.mutate()}>
      <Textfield
        label={t("ui.kode_fra_telefon")}
        description={t("ui.kode_hjelp")}
        autoComplete="one-time-code"
        minLength={6}
        maxLength={60}
        value={code}
        onChange={(e) => setCode(e.target.value)}
        required
      />
      <Refused error={enter.error} />
      <Sending label={t("ui.logg_inn")} pending={enter.isPending}>
        <LinkButton onClick={() => go("passord")}>{t("ui.tilbake_til_innlogging")}</LinkButton>
      </Sending>
    </Frame>
  );
}

function CodeField({ code, setCode }: { code: string; setCode: (code: string) => void }) {
  const { t } = useTranslation();
  return (
    <Textfield
      label={t("ui.engangskode")}
      autoComplete="off"
      spellCheck={false}
      minLength={6}
      maxLength={60}
      value={code}
      onChange={(e) => setCode(e.target.value)}
      required
    />
  );
}

function WithCode({ go, chosen }: { go: (step: Step) => void; chosen: (email: string) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const password = useNewPassword();
  const set = useMutation<Schemas["ReadyOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/kode", { body: { kode: code, passord: password.value } })),
    onSuccess: (ready) => chosen(ready.epost),
  });
  return (
    <Frame
      title={t("ui.velg_passord")}
      text={t("ui.engangskode_tekst")}
      send={() => (password.value ? set.mutate() : password.differ())}
    >
      <CodeField code={code} setCode={setCode} />
      {password.fields}
      <Refused error={set.error} />
      <Sending label={t("ui.velg_passord")} pending={set.isPending}>
        <LinkButton onClick={() => go("passord")}>{t("ui.tilbake_til_innlogging")}</LinkButton>
      </Sending>
    </Frame>
  );
}

function Linking({ done, go }: Entering) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const link = useMutation<Me, ApiError>({
    mutationFn: () => got(api.POST("/api/oidc/kobling", { body: { kode: code } })),
    onSuccess: done,
  });
  return (
    <Frame title={t("ui.koble_konto")} text={t("ui.koble_konto_tekst")} send={() => link.mutate()}>
      <CodeField code={code} setCode={setCode} />
      <Refused error={link.error} />
      <Sending label={t("ui.koble")} pending={link.isPending}>
        <LinkButton onClick={() => go("passord")}>{t("ui.tilbake_til_innlogging")}</LinkButton>
      </Sending>
    </Frame>
  );
}
