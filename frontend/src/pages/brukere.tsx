import { Button, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card, Status } from "../components/bits";
import { Form } from "../components/form";
import { Modal } from "../components/modal";
import { Refused } from "../components/refused";
import { Answer } from "../components/state";
import { Table } from "../components/table";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { moment } from "../lib/i18n";

type User = Schemas["UserOut"];
type Code = Schemas["CodeOut"];
const KEY = ["brukere"];

/** The users of the whole store, for system administrators. */
export default function Brukere() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [code, setCode] = useState<{ name: string; made: Code } | null>(null);
  const query = useQuery<User[], ApiError>({ queryKey: KEY, queryFn: () => got(api.GET("/api/brukere")) });
  useEffect(() => {
    document.title = `${t("ui.brukere")} – LDIP`;
  }, [t]);
  const shown = (name: string, made: Code) => {
    setCode({ name, made });
    void client.invalidateQueries({ queryKey: KEY });
  };
  return (
    <main className="alene bred">
      <h1>{t("ui.brukere")}</h1>
      <p className="luft-under dus">{t("ui.brukere_tekst")}</p>
      <div className="rut">
        <Answer query={query}>{(users) => <Users users={users} shown={shown} />}</Answer>
        <NewUser shown={shown} />
      </div>
      <p className="liten luft-over">
        <Link to="/">{t("ui.alle_planer")}</Link>
      </p>
      {code ? (
        <Modal title={t("ui.koden_til", { navn: code.name })} close={() => setCode(null)}>
          <p>
            <code className="engangskode stor">{code.made.kode}</code>
          </p>
          <p>{t("ui.koden_tekst", { tid: moment(code.made.utloeper) })}</p>
        </Modal>
      ) : null}
    </main>
  );
}

type Act = "steng" | "aapne" | "utlogging" | "ansvar" | "ikke_ansvar";

function act(what: Act, bruker: number): Promise<User[]> {
  const params = { path: { bruker } };
  if (what === "steng") return got(api.POST("/api/brukere/{bruker}/steng", { params }));
  if (what === "aapne") return got(api.POST("/api/brukere/{bruker}/aapne", { params }));
  if (what === "utlogging") return got(api.POST("/api/brukere/{bruker}/utlogging", { params }));
  return got(api.POST("/api/brukere/{bruker}/systemansvarlig", { params, body: { verdi: what === "ansvar" } }));
}

function Users({ users, shown }: { users: User[]; shown: (name: string, made: Code) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation<User[], ApiError, { what: Act; id: number }>({
    mutationFn: ({ what, id }) => act(what, id),
    onSuccess: (data) => client.setQueryData(KEY, data),
  });
  const reset = useMutation<Code, ApiError, { user: User; without: boolean }>({
    mutationFn: ({ user, without }) =>
      got(api.POST("/api/brukere/{bruker}/kode", { params: { path: { bruker: user.id } }, body: { uten_tofaktor: without } })),
    onSuccess: (made, { user }) => shown(user.navn, made),
  });
  const doing = (user: User, text: string, run: () => void) => (
    <button type="button" className="som-lenke" onClick={run}>
      {text}
      <span className="vh">: {user.navn}</span>
    </button>
  );
  const acts = (u: User) =>
    u.aktiv ? (
      <>
        {doing(u, t("ui.ny_kode"), () => reset.mutate({ user: u, without: false }))}
        {u.tofaktor ? doing(u, t("ui.ny_kode_uten"), () => reset.mutate({ user: u, without: true })) : null}
        {doing(u, t("ui.logg_ut_bruker"), () => change.mutate({ what: "utlogging", id: u.id }))}
        {doing(u, t(u.systemansvarlig ? "ui.ta_systemansvar" : "ui.gjoer_systemansvarlig"), () =>
          change.mutate({ what: u.systemansvarlig ? "ikke_ansvar" : "ansvar", id: u.id }),
        )}
        {doing(u, t("ui.steng"), () => change.mutate({ what: "steng", id: u.id }))}
      </>
    ) : (
      doing(u, t("ui.aapne_igjen"), () => change.mutate({ what: "aapne", id: u.id }))
    );
  const ways = (u: User) => {
    const found = [
      u.passord ? t("ui.inn.passord") : "",
      u.oidc ? t("ui.inn.oidc") : "",
      u.tofaktor ? t("ui.inn.tofaktor") : "",
      u.kode_utloeper ? t("ui.inn.kode", { tid: moment(u.kode_utloeper) }) : "",
    ].filter(Boolean);
    return found.join(", ") || t("ui.inn.ingen");
  };
  return (
    <Card id="h-brukere" title={t("ui.brukere")}>
      <Table
        caption={t("ui.brukere")}
        heads={[t("ui.navn"), t("ui.epost"), t("ui.tilstand"), t("ui.tilgang_inn"), t("ui.gjoer")]}
      >
        <tbody>
          {users.map((u) => (
            <tr key={u.id}>
              <th scope="row">{u.navn}</th>
              <td>{u.epost}</td>
              <td>
                <Status kind={u.aktiv ? "ok" : "las"}>{t(u.aktiv ? "ui.aktiv" : "ui.stengt")}</Status>{" "}
                {u.systemansvarlig ? <Status kind="info">{t("ui.systemansvarlig")}</Status> : null}
              </td>
              <td>{ways(u)}</td>
              <td>
                <div className="lenker">{acts(u)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Refused error={change.error ?? reset.error} />
    </Card>
  );
}

function NewUser({ shown }: { shown: (name: string, made: Code) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [system, setSystem] = useState(false);
  const add = useMutation<Code, ApiError>({
    mutationFn: () => got(api.POST("/api/brukere", { body: { navn: name, epost: email, systemansvarlig: system } })),
    onSuccess: (made) => {
      shown(name, made);
      setName("");
      setEmail("");
      setSystem(false);
    },
  });
  return (
    <Card id="h-ny-bruker" title={t("ui.ny_bruker")}>
      <Form className="linje" send={() => add.mutate()}>
        <Textfield
          label={t("ui.navn")}
          value={name}
          onChange={(e) => setName(e.target.value)}
          maxLength={200}
          autoComplete="off"
          required
          data-size="sm"
        />
        <Textfield
          label={t("ui.epost")}
          type="email"
          value={email}
          onChange={(e) => setEmail(e.target.value)}
          maxLength={320}
          autoComplete="off"
          required
          data-size="sm"
        />
        <label className="hake">
          <input type="checkbox" checked={system} onChange={(e) => setSystem(e.target.checked)} />
          {t("ui.systemansvarlig")}
        </label>
        <Button type="submit" data-size="sm" disabled={add.isPending}>
          {t("ui.ny_bruker")}
        </Button>
      </Form>
      <Refused error={add.error} />
    </Card>
  );
}
