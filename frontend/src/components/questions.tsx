import { Button } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Question } from "../lib/firstplan";

/** Answers by file, in the order of the files. */
export type FileAnswers = Record<string, string>[];

interface QuestionsProps {
  found: Question[];
  given: FileAnswers;
  /** Read the files again with every answer there is. */
  answer: (answers: FileAnswers) => void;
}

/** The choices that files leave open, as radio buttons; the files are read again when each of them has an answer. */
export function Questions({ found, given, answer }: QuestionsProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const send = () => {
    const answers = given.map((g) => ({ ...g }));
    for (const q of found) answers[q.nr] = { ...answers[q.nr], [q.noekkel]: chosen[keyOf(q)] ?? "" };
    answer(answers);
  };
  const files = [...new Map(found.map((q) => [q.nr, q.fil])).entries()];
  return (
    <form
      className="filspoersmaal"
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      {files.map(([nr, file]) => (
        <section key={nr} aria-label={t("ui.anslag.spoersmaal", { fil: file })}>
          <h4>{t("ui.anslag.spoersmaal", { fil: file })}</h4>
          {found
            .filter((q) => q.nr === nr)
            .map((q) => (
              <fieldset key={q.noekkel}>
                <legend>{q.tekst}</legend>
                {q.valg.map((c) => (
                  <label key={c.verdi} className="hake blokk">
                    <input
                      type="radio"
                      name={keyOf(q)}
                      value={c.verdi}
                      required
                      checked={chosen[keyOf(q)] === c.verdi}
                      onChange={() => setChosen({ ...chosen, [keyOf(q)]: c.verdi })}
                    />{" "}
                    {c.tekst}
                  </label>
                ))}
              </fieldset>
            ))}
        </section>
      ))}
      <Button data-size="sm" type="submit">
        {t("ui.anslag.les_igjen")}
      </Button>
    </form>
  );
}

function keyOf(q: Question): string {
  return `${q.nr} ${q.noekkel}`;
}
