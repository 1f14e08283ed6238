import { Button, Select, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, LinkButton, PageHead, Status } from "../components/bits";
import { Form } from "../components/form";
import { Answer, Failure } from "../components/state";
import { Table } from "../components/table";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { moment } from "../lib/i18n";
import { partiesOf, usePlan } from "../lib/plan";

const ROLES = ["leser", "bidragsyter", "prosjekt", "oekonomi", "parti", "administrator"] as const;
const LIMITED = ["bidragsyter", "parti"];

/** The users' roles, and the audit trail. */
export default function Tilgang() {
  const { t } = useTranslation();
  const { may, tree } = usePlan();
  const parties = partiesOf(tree);
  return (
    <>
      <PageHead title={t("ui.side.tilgang")} question={t("ui.spor.tilgang")} />
      {may("medlemmer") ? <Members /> : null}
      {parties.length > 0 ? <Party parties={parties} /> : null}
      {may("spor") ? (
        <div className="luft-over">
          <Trail />
        </div>
      ) : null}
    </>
  );
}

function Members() {
  const { t } = useTranslation();
  const { plan } = usePlan();
  const client = useQueryClient();
  const key = ["medlemmer", plan];
  const query = useQuery<Schemas["MemberOut"][], ApiError>({
    queryKey: key,
    queryFn: () => got(api.GET("/api/planer/{plan}/medlemmer", { params: { path: { plan } } })),
  });
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<(typeof ROLES)[number]>("leser");
  const [scope, setScope] = useState("");
  const give = useMutation<Schemas["MemberOut"][], ApiError>({
    mutationFn: () =>
      got(
        api.POST("/api/planer/{plan}/medlemmer", {
          params: { path: { plan } },
          body: { epost: email, navn: name, rolle: role, omfang: LIMITED.includes(role) ? scope : "" },
        }),
      ),
    onSuccess: (data) => {
      client.setQueryData(key, data);
      setEmail("");
      setName("");
    },
  });
  const take = useMutation<Schemas["MemberOut"][], ApiError, number>({
    mutationFn: (id) =>
      got(api.DELETE("/api/planer/{plan}/medlemmer/{medlemskap}", { params: { path: { plan, medlemskap: id } } })),
    onSuccess: (data) => client.setQueryData(key, data),
  });
  return (
    <Card id="h-med" title={t("ui.roller")} text={t("ui.roller_tekst")}>
      <Answer query={query}>{(data) => <MemberTable caption={t("ui.roller")} members={data} roles out={take.mutate} />}</Answer>
      <h3 className="luft-over">{t("ui.gi_rolle")}</h3>
      <Form className="linje" send={() => give.mutate()}>
        <Textfield
          label={t("ui.epost")}
          type="email"
          value={email}
          onChange={(e) => setEmail(e.target.value)}
          required
          data-size="sm"
        />
        <Textfield label={t("ui.navn_paa_ny")} value={name} onChange={(e) => setName(e.target.value)} data-size="sm" />
        <label className="velger">
          {t("ui.rolle")}
          <Select value={role} onChange={(e) => setRole(e.target.value as typeof role)} data-size="sm">
            {ROLES.map((r) => (
              <option key={r} value={r}>
                {t(`ui.rolle.${r}`)}
              </option>
            ))}
          </Select>
        </label>
        {LIMITED.includes(role) ? (
          <Textfield
            label={t(role === "parti" ? "ui.omfang.parti" : "ui.omfang.bidragsyter")}
            value={scope}
            onChange={(e) => setScope(e.target.value)}
            required
            data-size="sm"
          />
        ) : null}
        <Button type="submit" data-size="sm">
          {t("ui.gi_rolle")}
        </Button>
      </Form>
      {give.error ? <Failure error={give.error} /> : null}
      {take.error ? <Failure error={take.error} /> : null}
    </Card>
  );
}

/** People with their scope, and their roles where these differ; one at a time can be taken out. */
function MemberTable({
  caption,
  members,
  roles = false,
  out,
}: {
  caption: string;
  members: Schemas["MemberOut"][];
  roles?: boolean;
  out: (id: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <Table
      caption={caption}
      heads={[t("file.name"), t("ui.epost"), ...(roles ? [t("ui.rolle")] : []), t("ui.omfang"), t("ui.gjoer")]}
    >
      <tbody>
        {members.map((m) => (
          <tr key={m.id}>
            <th scope="row">{m.navn}</th>
            <td>{m.epost}</td>
            {roles ? <td>{t(`ui.rolle.${m.rolle}`)}</td> : null}
            <td>{m.omfang || "–"}</td>
            <td>
              <LinkButton onClick={() => out(m.id)}>{t("ui.ta_bort")}</LinkButton>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Those who see the party's private alternatives; a member lets others in and out. */
function Party({ parties }: { parties: string[] }) {
  const { t } = useTranslation();
  const { plan } = usePlan();
  const client = useQueryClient();
  const key = ["parti", plan];
  const query = useQuery<Schemas["MemberOut"][], ApiError>({
    queryKey: key,
    queryFn: () => got(api.GET("/api/planer/{plan}/parti", { params: { path: { plan } } })),
  });
  const [email, setEmail] = useState("");
  const [party, setParty] = useState(parties[0] ?? "");
  const letIn = useMutation<Schemas["MemberOut"][], ApiError>({
    mutationFn: () =>
      got(api.POST("/api/planer/{plan}/parti", { params: { path: { plan } }, body: { epost: email, omfang: party } })),
    onSuccess: (data) => {
      client.setQueryData(key, data);
      setEmail("");
    },
  });
  const letOut = useMutation<Schemas["MemberOut"][], ApiError, number>({
    mutationFn: (id) => got(api.DELETE("/api/planer/{plan}/parti/{medlemskap}", { params: { path: { plan, medlemskap: id } } })),
    onSuccess: (data) => client.setQueryData(key, data),
  });
  return (
    <Card id="h-parti" title={t("ui.partiet")} text={t("ui.partiet_tekst")}>
      <Answer query={query}>{(data) => <MemberTable caption={t("ui.partiet")} members={data} out={letOut.mutate} />}</Answer>
      <h3 className="luft-over">{t("ui.slipp_inn")}</h3>
      <Form className="linje" send={() => letIn.mutate()}>
        <Textfield
          label={t("ui.epost")}
          type="email"
          value={email}
          onChange={(e) => setEmail(e.target.value)}
          required
          data-size="sm"
        />
        {parties.length > 1 ? (
          <label className="velger">
            {t("ui.omfang.parti")}
            <Select value={party} onChange={(e) => setParty(e.target.value)} data-size="sm">
              {parties.map((p) => (
                <option key={p} value={p}>
                  {p}
                </option>
              ))}
            </Select>
          </label>
        ) : null}
        <Button type="submit" data-size="sm" disabled={letIn.isPending}>
          {t("ui.slipp_inn")}
        </Button>
      </Form>
      {letIn.error ? <Failure error={letIn.error} /> : null}
      {letOut.error ? <Failure error={letOut.error} /> : null}
    </Card>
  );
}

function Trail() {
  const { t } = useTranslation();
  const { plan } = usePlan();
  const query = useQuery<Schemas["TrailOut"], ApiError>({
    queryKey: ["spor", plan],
    queryFn: () => got(api.GET("/api/planer/{plan}/spor", { params: { path: { plan } } })),
  });
  return (
    <Answer query={query}>
      {(data) => (
        <Card
          id="h-spor"
          title={t("ui.revisjonsspor")}
          tools={
            data.brutt === null ? (
              <Status kind="ok">{t("ui.kjeden_holder", { count: data.antall })}</Status>
            ) : (
              <Status kind="brudd">{t("ui.kjeden_brutt", { n: data.brutt })}</Status>
            )
          }
        >
          <Table
            caption={t("ui.revisjonsspor")}
            heads={["nr.", t("ui.tid"), t("store.author"), t("ui.handling"), t("file.element"), t("ui.hash")]}
          >
            <tbody>
              {data.rader.map((r) => (
                <tr key={r.nr}>
                  <th scope="row">{r.nr}</th>
                  <td>{moment(r.tid)}</td>
                  <td>{r.av}</td>
                  <td>{r.handling}</td>
                  <td>{r.gjelder}</td>
                  <td>
                    <code>{r.hash.slice(0, 10)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Card>
      )}
    </Answer>
  );
}
