import { Button, Tabs } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { PageHead } from "../components/bits";
import { Board } from "../components/board/board";
import { Funding } from "../components/board/funding";
import { List } from "../components/board/list";
import { Answer } from "../components/state";
import { usePut } from "../lib/address";
import { useProjects } from "../lib/data";
import { useOpenForm } from "../lib/forms";
import { useNarrow } from "../lib/narrow";
import { usePlan } from "../lib/plan";
import "../styles/timeline.css";
import "../styles/board.css";
import "../styles/boardphone.css";

const VIEWS = ["tidslinje", "liste", "finansiering"] as const;

export default function Investeringsplan() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const open = useOpenForm();
  const narrow = useNarrow();
  const { may } = usePlan();
  const asked = search.get("visning");
  const view = VIEWS.find((v) => v === asked) ?? "tidslinje";
  const projects = useProjects();
  const asks = search.get("tjeneste");
  return (
    <>
      <PageHead title={t("ui.side.investeringsplan")} question={t("ui.spor.investeringsplan")}>
        {may("rediger") ? (
          <Button
            data-size="sm"
            variant="secondary"
            onClick={(e) =>
              open({
                kind: "prosjekt",
                prefill: asks && !/:|^rammer$/.test(asks) ? { tjeneste: asks } : {},
                anchor: e.currentTarget,
              })
            }
          >
            {t("ui.brett.nytt_prosjekt")}
          </Button>
        ) : null}
      </PageHead>
      <Tabs value={view} onChange={(visning) => put({ visning })}>
        <Tabs.List>
          {VIEWS.map((v) => (
            <Tabs.Tab key={v} value={v}>
              {t(narrow ? `ui.brett.visning.${v}` : `ui.visning.${v}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {VIEWS.map((v) => (
          <Tabs.Panel key={v} value={v}>
            {v === view ? (
              <Answer query={projects}>
                {(data) =>
                  v === "tidslinje" ? <Board projects={data} /> : v === "liste" ? <List projects={data} /> : <Funding />
                }
              </Answer>
            ) : null}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
