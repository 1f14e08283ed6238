import { useTranslation } from "react-i18next";
import type { Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { Card } from "./bits";
import { numberHead, Table } from "./table";

type Frame = NonNullable<Schemas["ServiceOut"]["frame"]>;

interface Bar {
  id: string;
  name: string;
  text: string;
  from: number;
  to: number;
  end: boolean;
}

/** The bars of the bridge: both frames from the axis' start, each cause from where the one before ended. */
export function barsOf(frame: Frame, begin: number): Bar[] {
  let level = frame.before;
  const parts = frame.parts.map((p) => {
    const from = level;
    level += p.amount;
    return { id: p.id, name: p.name, text: p.text, from, to: level, end: false };
  });
  const end = (id: string, text: string, to: number) => ({ id, name: id, text, from: begin, to, end: true });
  return [
    end(String(frame.adopted), frame.before_text, frame.before),
    ...parts,
    end(String(frame.projected), frame.after_text, frame.after),
  ];
}

/** Where the axis begins: below the smallest level by a third of the span, so that the causes can be seen. */
export function beginOf(frame: Frame): number {
  const levels = barsOf(frame, frame.before).flatMap((b) => [b.from, b.to]);
  const low = Math.min(...levels);
  const span = Math.max(...levels) - low;
  return span > 0 ? Math.max(0, low - span / 3) : low * 0.9;
}

/** A service's gross frame from the last adopted year to the first projected one, by cause; picture and table in one. */
export function FrameCard({ frame }: { frame: Frame | null }) {
  const { t } = useTranslation();
  if (!frame)
    return (
      <Card id="h-ramme" title={t("ui.rammen")}>
        <p>{t("ui.rammen_ingen")}</p>
      </Card>
    );
  const begin = beginOf(frame);
  const bars = barsOf(frame, begin);
  const high = Math.max(...bars.flatMap((b) => [b.from, b.to]));
  const place = (v: number) => `${(((v - begin) / (high - begin || 1)) * 100).toFixed(2)}%`;
  const colour = (b: Bar) => (b.end ? COLOUR.capacity : b.to >= b.from ? COLOUR.need : COLOUR.down);
  return (
    <Card id="h-ramme" title={t("ui.rammen_fra_til", { fra: frame.adopted, til: frame.projected })} text={t("ui.rammen_enhet")}>
      <Table
        className="rammebro"
        scroll="none"
        caption={t("ui.rammen_fra_til", { fra: frame.adopted, til: frame.projected })}
        heads={[t("split.cause"), null, numberHead(t("ui.mill_loepende_kort"))]}
      >
        <tbody>
          {bars.map((b) => (
            <tr key={b.id} className={b.end ? "sum" : undefined}>
              <th scope="row">{b.end ? t("ui.rammen_aar", { aar: b.name }) : b.name}</th>
              <td aria-hidden="true">
                <span className="foss-spor">
                  <span
                    style={{
                      marginLeft: place(Math.min(b.from, b.to)),
                      width: `calc(${place(Math.max(b.from, b.to))} - ${place(Math.min(b.from, b.to))})`,
                      background: colour(b),
                    }}
                  />
                </span>
              </td>
              <td className="n">{b.text}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="liten">{frame.said.join(" ")}</p>
    </Card>
  );
}
