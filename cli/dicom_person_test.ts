import assert from "node:assert/strict";
import type { Patient } from "@medplum/fhirtypes";
import { REPRESENTATION } from "../lib/patients/name.ts";
import { dicomPerson } from "./dicom_person.ts";

const marked = (valueCode: string) => ({ extension: [{ url: REPRESENTATION, valueCode }] });

/** A patient with these names and nothing else. */
function named(...name: NonNullable<Patient["name"]>): Patient {
  return { resourceType: "Patient", name };
}

Deno.test("`dicomPerson()` puts each script into its component group", () => {
  const patient: Patient = {
    ...named(
      { use: "official", text: "김서연", family: "김", given: ["서연"] },
      { use: "usual", family: "Kim", given: ["Seoyeon"], ...marked("ABC") },
      { family: "金", given: ["瑞姸"] },
    ),
    birthDate: "1968-03-14",
    gender: "female",
  };
  assert.deepEqual(dicomPerson(patient), {
    name: "Kim^Seoyeon=金^瑞姸=김^서연",
    birthDate: "19680314",
    sex: "F",
  });
});

Deno.test("`dicomPerson()` leaves groups empty that no name is written in", () => {
  assert.equal(dicomPerson(named({ family: "김", given: ["서연"] })).name, "==김^서연");
  assert.equal(dicomPerson(named({ text: "Kim Seoyeon" })).name, "Kim Seoyeon");
  const titled = { family: "Doe", given: ["Jane", "Q", "R"], prefix: ["Dr."], suffix: ["PhD"] };
  assert.equal(dicomPerson(named(titled)).name, "Doe^Jane^Q R^Dr.^PhD");
});

Deno.test("`dicomPerson()` prefers the official name and takes no former one", () => {
  const old = { use: "old" as const, family: "Roe", given: ["Jane"] };
  assert.equal(dicomPerson(named(old)).name, "");
  const usual = { use: "usual" as const, text: "Janie" };
  const official = { use: "official" as const, family: "Doe", given: ["Jane"] };
  assert.equal(dicomPerson(named(old, usual, official)).name, "Doe^Jane");
});

Deno.test("`dicomPerson()` lets nothing through that separates values, and no half date", () => {
  const odd = named({ family: "O^Neil=\\x", given: ["A\nB"] });
  assert.equal(dicomPerson(odd).name, "O Neil x^A B");
  const vague: Patient = { resourceType: "Patient", birthDate: "1968-03", gender: "unknown" };
  assert.deepEqual(dicomPerson(vague), { name: "", birthDate: "", sex: "" });
  assert.equal(dicomPerson({ resourceType: "Patient", gender: "other" }).sex, "O");
});
