import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { Stripping } from "../inference/result.ts";
import { Notice } from "./Notice.tsx";

interface Props {
  readonly lang: Lang;
  readonly stripping: Stripping | null;
}

/** Says which network took the skull from which series before the tumour was drawn. */
export function StrippingNote({ lang, stripping }: Props) {
  if (stripping === null) return null;
  const { model, version, sha256, sequences } = stripping;
  return (
    <div class="before-result" data-stripped={sequences.join(" ")}>
      <Notice tone="plain" title={translate(lang, "strip.title")}>
        {translate(lang, "strip.said", { model, version, sequences: sequences.join(", ") })}
        <span class="sub mono checksum">{translate(lang, "strip.checksum", { sha256 })}</span>
      </Notice>
    </div>
  );
}
