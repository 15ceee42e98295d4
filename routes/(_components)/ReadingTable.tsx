import { translate } from "../../lib/i18n/catalogue.ts";
import { faultText, isFaultCode } from "../../lib/i18n/fault_text.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import type { Inference } from "../../lib/inference/read_inference.ts";
import { REPEATABLE, UNDER_WAY } from "../../lib/inference/states.ts";
import { LocalTime } from "../../lib/view/LocalTime.tsx";
import { StateChip } from "../../lib/view/StateChip.tsx";

interface Props {
  readonly lang: Lang;
  readonly inferences: readonly Inference[];
  readonly mayChange: boolean;
}

/** Readings as jobs: ids, state, cause, and the legal moves as buttons. No patient data. */
export function ReadingTable({ lang, inferences, mayChange }: Props) {
  return (
    <div class="table-card">
      <table>
        <thead>
          <tr>
            <th scope="col">{translate(lang, "jobs.id")}</th>
            <th scope="col">{translate(lang, "jobs.model")}</th>
            <th scope="col">{translate(lang, "jobs.state")}</th>
            <th scope="col">{translate(lang, "jobs.code")}</th>
            <th scope="col" class="right">{translate(lang, "jobs.attempt")}</th>
            <th scope="col">{translate(lang, "jobs.updated")}</th>
            <th scope="col">{translate(lang, "jobs.actions")}</th>
          </tr>
        </thead>
        <tbody>
          {inferences.map((inference) => (
            <Row key={inference.id} lang={lang} inference={inference} mayChange={mayChange} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row(props: { lang: Lang; inference: Inference; mayChange: boolean }) {
  const { lang, inference, mayChange } = props;
  const { id, model, modelVersion, state, percent, code, facts, attempt, updatedAt } = inference;
  const underWay = UNDER_WAY.some((busy) => busy === state);
  return (
    <tr data-inference={id}>
      <th scope="row" class="mono" title={id}>{id.slice(0, 8)}</th>
      <td>
        {model}
        <span class="sub number">{modelVersion}</span>
      </td>
      <td>
        <StateChip lang={lang} state={state} percent={percent} />
      </td>
      <td>
        {code ? <span class="mono">{code}</span> : <span class="muted">–</span>}
        {code && isFaultCode(code) && (
          <span class="sub">{faultText(code, facts, lang).message}</span>
        )}
      </td>
      <td class="right number">{attempt}</td>
      <td class="number">
        <LocalTime moment={updatedAt} />
      </td>
      <td>
        {mayChange && (
          <div class="actions">
            {REPEATABLE.includes(state) && <Change lang={lang} id={id} change="retry" />}
            {underWay && <Change lang={lang} id={id} change="cancel" />}
          </div>
        )}
      </td>
    </tr>
  );
}

function Change({ lang, id, change }: { lang: Lang; id: string; change: "retry" | "cancel" }) {
  return (
    <form method="post" action={`/jobs/${change}`}>
      <input type="hidden" name="id" value={id} />
      <button type="submit" class="small">{translate(lang, `jobs.${change}`)}</button>
    </form>
  );
}
