import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ApiError, api, type Draft, got, type Question, type Schemas } from "../lib/api";
import { useAnswer } from "../lib/data";
import { useDraft } from "../lib/draft";
import { worst } from "../lib/formeffect";
import type { Filled } from "../lib/forms";
import { amount, change, grouped, mill, millChange, signed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { NEED, YEARLY } from "../lib/series";
import { readAs } from "../lib/units";
import { Delta } from "./bits";

type Numbers = Schemas["NumbersOut"];

function useVerdictOf(draft: Draft) {
  return useAnswer<Schemas["VerdictOut"]>("dom", draft, (asked) => api.POST("/api/versjoner/{versjon}/dom", asked));
}

function useNumbersOf(draft: Draft, questions: Question[]) {
  const { version } = usePlan();
  const { i18n } = useTranslation();
  return useQuery<Numbers, ApiError>({
    queryKey: ["skjema-tall", version.id, draft, questions, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/tall", {
          params: { path: { versjon: version.id } },
          body: { utkast: draft, sporringer: questions },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

interface Row {
  name: string;
  was: string;
  is: string;
  delta: string;
  /** Whether it is for the better; null for no change. */
  good: boolean | null;
}

const fewer = (was: number, is: number): boolean | null => (is === was ? null : is < was);

/** The effect of the form before it is kept: before → after. While a field is wrong it is that of the last right values. */
export function FormEffect({ filled, old }: { filled: Filled; old: boolean }) {
  const { t } = useTranslation();
  const { draft, shown } = useDraft();
  const { tjeneste, sone } = filled.beroerer;
  const questions: Question[] = [
    { navn: NEED, akser: YEARLY, statistikk: "faste" },
    ...(tjeneste ? [{ navn: "plassmangel", akser: { tjeneste } }] : []),
    ...(tjeneste && sone ? [{ navn: "plassmangel_sone", akser: { tjeneste, sone } }] : []),
  ];
  const verdicts = { was: useVerdictOf(draft), is: useVerdictOf(shown) };
  const numbers = { was: useNumbersOf(draft, questions), is: useNumbersOf(shown, questions) };
  const error = verdicts.is.error ?? numbers.is.error;
  const waits = verdicts.is.isPlaceholderData || verdicts.is.isPending || numbers.is.isPlaceholderData;
  const { was, is } = { was: verdicts.was.data, is: verdicts.is.data };
  if (error)
    return <p className="skjema-virkning liten">{error.problems[0]?.melding ?? error.message ?? t("ui.vi_fikk_ikke")}</p>;
  if (!was || !is) return <p className="skjema-virkning liten dus">{t("ui.regner")}</p>;
  const rows = [
    ...needRows(t, was, is),
    ...yearRows(t, numbers.was.data, numbers.is.data, is.om.desimaler),
    ...debtRows(t, was, is),
    ...placeRows(t, numbers.was.data, numbers.is.data),
  ];
  return (
    <section className={`skjema-virkning${old || waits ? " gammel" : ""}`} aria-label={t("ui.virkning")} aria-busy={waits}>
      <table>
        <caption className="vh">{t("ui.virkning")}</caption>
        <tbody>
          {rows.map((r) => (
            <tr key={r.name}>
              <th scope="row">{r.name}</th>
              <td>
                {r.was} → <b>{r.is}</b>
              </td>
              <td>
                <Delta text={r.good === null ? t("ui.uendret") : r.delta} good={r.good} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="liten dus">
        {t("ui.skjema.virkning_enhet", { aar: is.om.prisaar })}
        {old ? ` ${t("ui.skjema.siste_gyldige")}` : ""}
      </p>
    </section>
  );
}

type T = (key: string, values?: Record<string, unknown>) => string;

function needRows(t: T, was: Schemas["VerdictOut"], is: Schemas["VerdictOut"]): Row[] {
  const [a, b] = [was.behov.tall, is.behov.tall];
  if (a.verdi === null || b.verdi === null) return [];
  const delta = millChange(b.verdi - a.verdi, is.om.desimaler);
  return [{ name: t("ui.varig_behov"), was: a.tekst, is: b.tekst, delta, good: moved(delta) ? fewer(a.verdi, b.verdi) : null }];
}

/** Whether a printed change is other than zero. */
function moved(delta: string): boolean {
  return /[1-9]/.test(delta);
}

function yearRows(t: T, was: Numbers | undefined, is: Numbers | undefined, decimals: number): Row[] {
  const [a, b] = [worst(was, NEED), worst(is, NEED)];
  if (!a || !b) return [];
  const delta = millChange(b.value - a.value, decimals);
  return [
    {
      name: t("ui.skjema.verste_aar", { aar: b.year }),
      was: mill(a.value, decimals),
      is: mill(b.value, decimals),
      delta,
      good: moved(delta) ? fewer(a.value, b.value) : null,
    },
  ];
}

function debtRows(t: T, was: Schemas["VerdictOut"], is: Schemas["VerdictOut"]): Row[] {
  const of = (v: Schemas["VerdictOut"]) => v.stripe.find((f) => f.id === "gjeld")?.tall;
  const [a, b] = [of(was), of(is)];
  if (!a || !b) return [];
  const delta = change(b.verdi - a.verdi, b.verdi, is.om.desimaler);
  const unit = readAs(t as never, amount(b.verdi, 0).unit);
  return [
    {
      name: `${t("ui.skjema.gjeld", { aar: b.aar })}, ${unit}`,
      was: amount(a.verdi, is.om.desimaler).text,
      is: amount(b.verdi, is.om.desimaler).text,
      delta,
      good: moved(delta) ? fewer(a.verdi, b.verdi) : null,
    },
  ];
}

/** Places lacking in the worst year of the service the form touches, and of its zone. */
function placeRows(t: T, was: Numbers | undefined, is: Numbers | undefined): Row[] {
  return ["plassmangel_sone", "plassmangel"].flatMap((name) => {
    const [a, b] = [worst(was, name), worst(is, name)];
    if (!a || !b || (a.value < 0.5 && b.value < 0.5)) return [];
    const delta = signed(b.value - a.value);
    return [
      {
        name: t("ui.skjema.mangler_i", { sted: b.element }),
        was: grouped(a.value),
        is: grouped(b.value),
        delta,
        good: moved(delta) ? fewer(a.value, b.value) : null,
      },
    ];
  });
}
