import { useTranslation } from "react-i18next";
import { useComposition } from "../lib/data";
import { Card } from "./bits";
import { Answer } from "./state";
import { Table } from "./table";

/** What the lasting need is made of: the starting position and the parts that add to it and take from it. */
export function Composition() {
  const { t } = useTranslation();
  const query = useComposition();
  return (
    <Card id="h-bestaar" title={t("composition.title")} text={query.data?.kolonne}>
      <Answer query={query} height={200}>
        {(found) =>
          found.deler.length ? (
            <>
              <Table scroll="none" caption={found.tittel} heads={[]}>
                <tbody>
                  {found.deler.map((d) => (
                    <tr key={d.id} className={d.sum ? "sum" : undefined}>
                      <th scope="row">{d.navn}</th>
                      <td className="n">{d.trykt}</td>
                    </tr>
                  ))}
                </tbody>
              </Table>
              <p className="liten">{found.avstemt}</p>
              <details className="liten">
                <summary>{t("ui.hva_er_dette")}</summary>
                <p>{found.setning}</p>
                {found.merknader.map((m) => (
                  <p key={m} className="dus">
                    {m}
                  </p>
                ))}
              </details>
            </>
          ) : (
            <p>{t("ui.ikke_behov")}</p>
          )
        }
      </Answer>
    </Card>
  );
}
