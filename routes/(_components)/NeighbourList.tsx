import { translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import type { NeighbourState } from "../../lib/health/ask_neighbours.ts";
import { Icon } from "../../lib/view/Icon.tsx";

/** Who answers, and how fast, as a row of chips. */
export function NeighbourList(
  { lang, neighbours }: { lang: Lang; neighbours: readonly NeighbourState[] },
) {
  return (
    <ul class="neighbours" aria-label={translate(lang, "jobs.health")}>
      {neighbours.map(({ name, up, ms }) => (
        <li key={name} class={up ? "chip chip-good" : "chip chip-bad"}>
          <Icon name={up ? "accept" : "alert"} />
          {translate(lang, `neighbour.${name}`)} {translate(lang, up ? "jobs.up" : "jobs.down")}
          {up && <span class="chip-number">{ms} ms</span>}
        </li>
      ))}
    </ul>
  );
}
