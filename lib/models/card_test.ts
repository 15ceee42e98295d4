import assert from "node:assert/strict";
import { Fault } from "../fault/fault.ts";
import { parseCard } from "./card.ts";

const CARD = `# A network

Version: 1.2.3

## Training data

- Drawn images
  of heads.
- No patients.

## Figures

Measured once.

| Data | Measure | Value |
| --- | --- | --- |
| case A | Dice | 0.9 |
| case B | HD95 | 3 mm |

## Known failures

- Everything thin.
`;

Deno.test("parseCard() reads title, version, data, figures and known failures", () => {
  const card = parseCard(CARD);
  assert.equal(card.title, "A network");
  assert.equal(card.version, "1.2.3");
  assert.deepEqual(card.data, ["Drawn images of heads.", "No patients."]);
  assert.deepEqual(card.figures, [
    { data: "case A", measure: "Dice", value: "0.9" },
    { data: "case B", measure: "HD95", value: "3 mm" },
  ]);
  assert.deepEqual(card.knownFailures, ["Everything thin."]);
  assert.deepEqual(card.sections.map(({ title }) => title), [
    "Training data",
    "Figures",
    "Known failures",
  ]);
});

const SPOILED: readonly [what: string, card: string, reason: RegExp][] = [
  ["a title", CARD.replace("# A network", "A network"), /title/],
  ["a version", CARD.replace("Version", "Edition"), /version/],
  ["known failures", CARD.replace("- Everything thin.", ""), /Known failures/],
  ["training data", CARD.replace("## Training data", "## Stuff"), /Training data/],
];

for (const [what, card, reason] of SPOILED) {
  Deno.test(`parseCard() refuses a card without ${what}`, () => {
    assert.throws(() => parseCard(card), (error: unknown) => {
      assert.ok(error instanceof Fault && error.code === "model_broken");
      return reason.test(error.message);
    });
  });
}
