import { Alert, Tabs } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { PageHead } from "../components/bits";
import { Cautions } from "../components/cautions";
import { FileDialog } from "../components/inputs/filetext";
import { Summary } from "../components/inputs/problems";
import { SectionCard } from "../components/inputs/section";
import { Sections, Wrong } from "../components/inputs/sections";
import { Answer } from "../components/state";
import { PlanWorkbook } from "../components/workbook";
import { usePut } from "../lib/address";
import { type ApiError, api, got } from "../lib/api";
import { useDraft } from "../lib/draft";
import { GROUPS, type Group, groupOf, type Inputs } from "../lib/inputs";
import { useNarrow } from "../lib/narrow";
import { usePage, usePlan } from "../lib/plan";
import { rowAddress } from "../lib/rows";
import "../styles/inputs.css";

interface Asked {
  group: Group;
  file: string | null;
  row: string;
  first: number;
}

/** What the address asks for; the server knows the group and the section of a row. */
function useAsked(): Asked {
  const [search] = useSearchParams();
  const group = groupOf(search.get("gruppe") ?? search.get("fane")) ?? "makro";
  const first = Number(search.get("fra") ?? 0);
  return {
    group,
    file: search.get("fil"),
    row: search.get("rad") ?? "",
    first: Number.isInteger(first) && first > 0 ? first : 0,
  };
}

function useInputs({ group, file, row, first }: Asked) {
  const { version } = usePlan();
  const { draft } = useDraft();
  const { i18n } = useTranslation();
  const asked = { endringer: draft.endringer ?? [] };
  return useQuery<Inputs, ApiError>({
    queryKey: ["inndata", version.id, group, file, row, first, asked, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/inndata", {
          params: { path: { versjon: version.id } },
          body: { gruppe: group, avsnitt: true, fil: file, rad: row, fra: file ? { [file]: first } : {}, utkast: asked },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export default function Forutsetninger() {
  const { t } = useTranslation();
  const { may, locked, branch } = usePlan();
  const put = usePut();
  const page = usePage();
  const asked = useAsked();
  const query = useInputs(asked);
  const [text, setText] = useState<string | null>(null);
  const [line, setLine] = useState<number | null>(null);
  const group = (asked.row && groupOf(query.data?.gruppe ?? null)) || asked.group;
  const narrow = useNarrow();
  const allowed = may("rediger") && (!locked || may("alternativ")) && branch.min;
  const editor = allowed && !narrow;
  // What a row that is being filled in lacks, is told when it is left.
  const problems = (query.data?.problemer ?? []).filter((p) => line === null || p.fil !== query.data?.fil || p.linje !== line);
  const open = (file: string | null, first = 0) =>
    put({ gruppe: group, fil: file, fra: first ? String(first) : null, rad: null, fane: null });
  return (
    <>
      <PageHead title={t("ui.side.forutsetninger")} question={t("ui.spor.forutsetninger")} />
      {editor && may("les_internt") ? (
        <p className="liten">
          <Link to={page("eget-regneark")}>{t("ui.regneark.fra_forutsetninger")}</Link>
        </p>
      ) : null}
      {locked ? <Alert data-color="info">{t("ui.laast_lag_alternativ")}</Alert> : null}
      {allowed && narrow ? <p className="dus">{t("ui.rediger_stor_skjerm")}</p> : null}
      {problems.length ? <Summary problems={problems} /> : null}
      <Cautions cautions={query.data?.varsler ?? []} unfolded />
      <Tabs value={group} onChange={(v) => put({ gruppe: v, fil: null, fra: null, rad: null, fane: null })}>
        <Tabs.List>
          {GROUPS.map((g) => (
            <Tabs.Tab key={g} value={g}>
              {t(`ui.fane.${g}`)} <Wrong count={problems.filter((p) => p.gruppe === g).length} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {GROUPS.map((g) => (
          <Tabs.Panel key={g} value={g}>
            {g === group ? (
              <Answer query={query} height={420}>
                {(data) => (
                  <div className="avsnittsside">
                    <Sections group={g} sections={data.avsnitt} open={data.fil} problems={problems} choose={(f) => open(f)} />
                    <SectionCard
                      data={data}
                      problems={problems}
                      editor={editor}
                      openText={setText}
                      page={(first) => open(data.fil, first)}
                      toNewest={() =>
                        put({ gruppe: group, fil: null, fra: null, rad: rowAddress(data.fil, { line: "ny" }), fane: null })
                      }
                      onLine={setLine}
                    />
                  </div>
                )}
              </Answer>
            ) : null}
          </Tabs.Panel>
        ))}
      </Tabs>
      {may("les_internt") ? <PlanWorkbook editor={editor} /> : null}
      {text ? <FileDialog file={text} close={() => setText(null)} editor={editor} /> : null}
    </>
  );
}
