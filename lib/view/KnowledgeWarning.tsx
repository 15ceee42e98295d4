import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { KnowledgeReason, StudyKnowledge } from "../tumour/judge_knowledge.ts";
import { Notice } from "./Notice.tsx";

interface Props {
  readonly lang: Lang;
  readonly knowledge: StudyKnowledge | null;
}

/** Says above a result that it is of images that its model knows nothing of, and why. */
export function KnowledgeWarning({ lang, knowledge }: Props) {
  if (!knowledge?.outside) return null;
  const { score, limit, reasons } = knowledge;
  return (
    <div class="before-result" data-outside={reasons.map(({ kind }) => kind).join(" ")}>
      <Notice tone="bad" title={translate(lang, "knowledge.outside")}>
        {reasons.map((reason) => reasonWords(reason, lang)).join(" ")}{" "}
        {translate(lang, "knowledge.meaning")}
        {score > limit && (
          <span class="sub">
            {translate(lang, "knowledge.score", {
              score: score.toFixed(2),
              limit: limit.toFixed(2),
            })}
          </span>
        )}
      </Notice>
    </div>
  );
}

function reasonWords({ kind, sequences }: KnowledgeReason, lang: Lang): string {
  const named = sequences.join(", ");
  const key = kind === "far" && named !== "" ? "knowledge.farOne" : `knowledge.${kind}` as const;
  return translate(lang, key, { sequences: named });
}
