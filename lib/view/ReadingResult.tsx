import { translate } from "../i18n/catalogue.ts";
import { millilitres } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import { ConfidenceDetails, NoTumour, Share } from "./Confidence.tsx";
import { Icon } from "./Icon.tsx";
import { KnowledgeWarning } from "./KnowledgeWarning.tsx";
import { type ModelChoice, type ModelLabel, segmentNumber } from "./model_choice.ts";
import type { Reading, ReadingVolumes } from "./reading.ts";
import { StrippingNote } from "./StrippingNote.tsx";
import { Swatch } from "./Swatch.tsx";

interface Props {
  readonly lang: Lang;
  readonly reading: Reading;
  /** Null when the model that made it is no longer installed. */
  readonly model: ModelChoice | null;
  readonly shown: boolean;
  /** Null when there is no segmentation to show. */
  readonly onToggle: (() => void) | null;
  onJump(segment: number): void;
}

/** The legend with the volumes, and the switch for the segmentation over the images. */
export function ReadingResult(props: Props) {
  const { lang, reading, shown, onToggle } = props;
  if (reading.state !== "completed") return null;
  return (
    <section>
      <KnowledgeWarning lang={lang} knowledge={reading.knowledge} />
      <StrippingNote lang={lang} stripping={reading.stripping} />
      <div class="panel-head">
        <h3>{translate(lang, "reading.volumes")}</h3>
        {reading.review === null && (
          <span class="watermark">{translate(lang, "reading.draft")}</span>
        )}
      </div>
      {reading.volumes_mm3 && <Volumes {...props} volumes={reading.volumes_mm3} />}
      {onToggle && (
        <button type="button" class="small" aria-pressed={shown} onClick={onToggle}>
          <Icon name="eye" /> {translate(lang, shown ? "reading.hide" : "reading.show")}
          <kbd>s</kbd>
        </button>
      )}
    </section>
  );
}

function Volumes(props: Props & { volumes: ReadingVolumes }) {
  const { lang, reading, model, volumes, onJump } = props;
  if (volumes.wholeTumour === 0) return <NoTumour lang={lang} reading={reading} />;
  const { certainty } = reading;
  const sure = Object.keys(certainty).length > 0;
  return (
    <>
      <table class="volumes">
        <thead class={sure ? "" : "visually-hidden"}>
          <tr>
            <th scope="col">{translate(lang, "reading.region")}</th>
            <th scope="col" class="right">{translate(lang, "reading.ml")}</th>
            {sure && <th scope="col" class="right">{translate(lang, "confidence.title")}</th>}
          </tr>
        </thead>
        <tbody>
          {(model?.labels ?? []).map((label) => {
            const segment = reading.seg && model
              ? segmentNumber(model.labels, label, volumes)
              : null;
            return (
              <Line
                key={label.volume}
                lang={lang}
                label={label}
                mm3={volumes[label.volume]}
                share={sure ? certainty[label.volume] ?? null : undefined}
                onJump={segment === null ? null : () => onJump(segment)}
              />
            );
          })}
          {(["tumourCore", "wholeTumour"] as const).map((region) => (
            <Total
              key={region}
              lang={lang}
              region={region}
              mm3={volumes[region]}
              share={sure ? certainty[region] ?? null : undefined}
            />
          ))}
        </tbody>
      </table>
      <ConfidenceDetails lang={lang} reading={reading} />
    </>
  );
}

interface LineProps {
  readonly lang: Lang;
  readonly label: ModelLabel;
  readonly mm3: number;
  /** Undefined: results of this kind have no confidence, so there is no column. */
  readonly share: number | null | undefined;
  readonly onJump: (() => void) | null;
}

function Line({ lang, label, mm3, share, onJump }: LineProps) {
  const name = label.name[lang];
  return (
    <tr>
      <th scope="row">
        {onJump
          ? (
            <button
              type="button"
              onClick={onJump}
              title={translate(lang, "reading.jump", { region: name })}
            >
              <Swatch colour={label.colour} /> {name}
            </button>
          )
          : (
            <span class="legend">
              <Swatch colour={label.colour} /> {name}
            </span>
          )}
      </th>
      <Volume lang={lang} region={label.volume} mm3={mm3} />
      {share !== undefined && <Share share={share ?? undefined} />}
    </tr>
  );
}

interface TotalProps {
  readonly lang: Lang;
  readonly region: "tumourCore" | "wholeTumour";
  readonly mm3: number;
  readonly share: number | null | undefined;
}

function Total({ lang, region, mm3, share }: TotalProps) {
  return (
    <tr class="total">
      <th scope="row">{translate(lang, `region.${region}`)}</th>
      <Volume lang={lang} region={region} mm3={mm3} />
      {share !== undefined && <Share share={share ?? undefined} />}
    </tr>
  );
}

/** Rounded for reading; `data-mm3` keeps the exact value for whoever checks or copies it. */
function Volume({ lang, region, mm3 }: { lang: Lang; region: string; mm3: number }) {
  return (
    <td class="right number" data-region={region} data-mm3={mm3}>
      {millilitres(mm3)} {translate(lang, "reading.ml")}
    </td>
  );
}
