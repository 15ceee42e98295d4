/**
 * Makes the demo's study in a process of its own, since that computes for seconds on end:
 * `deno run --allow-read --allow-write=DIR stack/demo_study.ts DIR`. Prints its study UID.
 */
import { makeDemoStudy } from "./phantom/demo_study.ts";
import { DEMO_PATIENT } from "./demo_people.ts";

const [dir = ""] = Deno.args;
const { studyUid } = await makeDemoStudy(dir, {
  patient: {
    patientId: DEMO_PATIENT.mrn,
    patientName: DEMO_PATIENT.dicomName,
    patientBirthDate: DEMO_PATIENT.birthDate.replaceAll("-", ""),
    patientSex: DEMO_PATIENT.dicomSex,
  },
  templates: "/usr/share/mricron/templates",
  examined: new Date(2026, 0, 5, 10, 30),
});
await Deno.stdout.write(new TextEncoder().encode(`${studyUid}\n`));
