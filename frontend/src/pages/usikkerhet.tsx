import { ToggleGroup } from "@digdir/designsystemet-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Bears } from "../components/bears";
import { LinkButton, PageHead } from "../components/bits";
import { Certainty } from "../components/certainty";
import { Chances } from "../components/chances";
import { FactorList } from "../components/factorlist";
import { DrawnFans, NeedFan } from "../components/fancard";
import { LongRuns } from "../components/longruns";
import { PrintedFigure } from "../components/printed";
import { Answer, Failure } from "../components/state";
import { Stresses } from "../components/stresses";
import { Matters } from "../components/tornado";
import { usePut } from "../lib/address";
import type { ApiError } from "../lib/api";
import { useUncertainty } from "../lib/data";
import { grouped } from "../lib/numbers";
import { PATHS, type Path, useFactors, useSpread, useStress, type Way } from "../lib/uncertain";

export default function Usikkerhet() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const yearly = useUncertainty([], false, "aar_for_aar");
  const spread = useSpread("uten", yearly.isSuccess);
  const way: Way = search.get("sti") === "med" ? "med" : "uten";
  const saved = useSpread("med", way === "med" && spread.isSuccess);
  const [on, setOn] = useState<string[]>([]);
  const together = useStress(on, on.length > 0);
  const shown = way === "med" ? saved : spread;
  const decimals = yearly.data?.om.desimaler ?? 0;
  return (
    <>
      <PageHead title={t("ui.side.usikkerhet")} question={t("ui.spor.usikkerhet")}>
        {yearly.data ? (
          <span className="liten dus">
            {t("ui.trekninger_froe", { n: grouped(yearly.data.trekninger), froe: yearly.data.froe })}
          </span>
        ) : null}
        <Factors />
      </PageHead>
      {yearly.error && !yearly.data ? (
        <Undrawn error={yearly.error} retry={() => void yearly.refetch()} />
      ) : (
        <>
          <div className="rut to-tredeler">
            <Answer query={yearly} height={420}>
              {(data) => <NeedFan data={data} stress={on.length ? together.data : undefined} />}
            </Answer>
            <Answer query={spread} height={420}>
              {(data) => <Certainty found={data.nok} />}
            </Answer>
          </div>
          <div className="rut usikre luft-over">
            <div className="rut">
              <div>
                <PathChoice way={way} choose={(w) => put({ sti: w === "med" ? "med" : null })} />
                <Answer query={shown} height={320}>
                  {(data) => <OfPath path={data[way]}>{(path) => <Chances path={path} adopted={data.vedtatt_til} />}</OfPath>}
                </Answer>
              </div>
              <Stresses
                enabled={spread.isFetched}
                on={on}
                setOn={setOn}
                together={on.length > 1 ? together.data : undefined}
                decimals={decimals}
              />
            </div>
            <div className="rut">{spread.data ? <Matters spread={spread.data} /> : null}</div>
          </div>
          <div className="rut k2 luft-over">
            <Answer query={shown} height={300}>
              {(data) => (
                <OfPath path={data[way]}>
                  {(path) => <DrawnFans path={path} years={data.aar} adopted={data.vedtatt_til} />}
                </OfPath>
              )}
            </Answer>
            <div className="rut">
              <Bears enabled={spread.isFetched} />
            </div>
          </div>
          <div className="rut luft-over">
            <Answer query={shown} height={200}>
              {(data) => <OfPath path={data[way]}>{(path) => <Tables path={path} />}</OfPath>}
            </Answer>
          </div>
        </>
      )}
      <LongRuns />
    </>
  );
}

/** Where draws are refused or fail: why, and what needs none. */
function Undrawn({ error, retry }: { error: ApiError; retry: () => void }) {
  return (
    <>
      <Failure error={error} retry={retry} />
      <div className="rut k2 luft-over">
        <Stresses enabled on={[]} setOn={() => undefined} together={undefined} decimals={0} />
        <Bears enabled />
      </div>
    </>
  );
}

/** What is drawn and what is not, behind the number of factors. */
function Factors() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const query = useFactors();
  if (!query.data) return null;
  return (
    <>
      <LinkButton onClick={() => setOpen(true)}>{t("ui.usikre_faktorer_n", { n: query.data.antall })}</LinkButton>
      {open ? <FactorList found={query.data} close={() => setOpen(false)} /> : null}
    </>
  );
}

/** The plan without new saving, or with the lasting saving it needs. */
function PathChoice({ way, choose }: { way: Way; choose: (way: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="verktoy luft-under">
      <ToggleGroup aria-label={t("ui.hvilken_sti")} value={way} onChange={choose} data-size="sm">
        {PATHS.map((p) => (
          <ToggleGroup.Item key={p} value={p}>
            {t(`ui.sti.${p}`)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup>
    </div>
  );
}

/** A path where the plan has it: a plan without a lasting need has none with saving. */
function OfPath({ path, children }: { path: Path | null; children: (path: Path) => ReactNode }) {
  const { t } = useTranslation();
  return path ? children(path) : <p className="kort">{t("ui.sti_mangler")}</p>;
}

/** The debt over the draws, and the first year each måltall is broken. */
function Tables({ path }: { path: Path }) {
  return (
    <>
      {[path.gjeld, path.brudd].map((told) =>
        told.tabell ? (
          <PrintedFigure key={told.tabell.id} title={told.tabell.tittel} said={told.setninger} table={told.tabell} always>
            {() => null}
          </PrintedFigure>
        ) : null,
      )}
    </>
  );
}
