import { dicomDate } from "../../lib/dicom/derived_object.ts";
import type { Acquisition, PatientIdentity } from "../../lib/dicom/image_header.ts";
import { deriveUid } from "../../lib/dicom/uid.ts";
import { type LabelVolume, labelVolumes } from "../../lib/volume/measure.ts";
import { gzip, writeNifti } from "../../lib/volume/nifti.ts";
import { readColin27 } from "./anatomy.ts";
import { renderSequence, type SequenceName } from "./contrast.ts";
import { type GliomaDesign, growGlioma, labelLesion, pushAside } from "./glioma.ts";
import { seededRandom } from "./random.ts";
import { writeStudy } from "./write_study.ts";

/** A ring-enhancing glioma in the white matter beside the right lateral ventricle. */
const DEMO_GLIOMA: GliomaDesign = {
  centre: [-34, 24, 24],
  radii: [17, 20, 16],
  lobulation: 0.22,
  rim: 4.5,
  oedema: 13,
  push: 0.32,
};

/** Acquisition facts that a sequence of this kind has; times in ms. */
const ACQUISITIONS: Readonly<Record<SequenceName, Partial<Acquisition>>> = {
  t1: {
    scanningSequence: ["GR", "IR"],
    sequenceVariant: ["SP", "MP"],
    mrAcquisitionType: "3D",
    repetitionTime: 2000,
    echoTime: 2.9,
    inversionTime: 900,
  },
  t1c: {
    scanningSequence: ["GR", "IR"],
    sequenceVariant: ["SP", "MP"],
    mrAcquisitionType: "3D",
    repetitionTime: 2000,
    echoTime: 2.9,
    inversionTime: 900,
    contrastAgent: "Gadobutrol (simulated)",
  },
  t2: {
    scanningSequence: ["SE"],
    sequenceVariant: ["SK"],
    mrAcquisitionType: "3D",
    repetitionTime: 3200,
    echoTime: 95,
  },
  flair: {
    scanningSequence: ["SE", "IR"],
    sequenceVariant: ["SK"],
    mrAcquisitionType: "3D",
    repetitionTime: 9000,
    echoTime: 120,
    inversionTime: 2500,
  },
};

const DESCRIPTIONS: Readonly<Record<SequenceName, string>> = {
  t1: "T1 simulated, aligned, skull-stripped",
  t2: "T2 simulated, aligned, skull-stripped",
  flair: "FLAIR simulated, aligned, skull-stripped",
  t1c: "T1c simulated, aligned, skull-stripped",
};

/** Whose study it is and where the anatomy comes from. */
export interface DemoStudyOptions {
  readonly patient: PatientIdentity;
  readonly accessionNumber?: string;
  /** Folder with ch2.nii.gz and ch2bet.nii.gz (Debian: /usr/share/mricron/templates). */
  readonly templates: string;
  /** Moment of the examination, local time. */
  readonly examined: Date;
  readonly seed?: number;
}

/** What was written: the DICOM folder, the truth, and how large each class truly is. */
export interface DemoStudy {
  readonly studyUid: string;
  readonly seriesUids: Readonly<Partial<Record<SequenceName, string>>>;
  /** Folder that holds DICOM files only, in one folder a series. */
  readonly dicom: string;
  /** Labels 1 necrosis, 2 oedema, 4 enhancing, on the images' grid. */
  readonly truth: string;
  readonly volumes: readonly LabelVolume[];
}

/**
 * Simulates the demo patient's examination (no patient was scanned): T1, T1c, T2 and FLAIR of a
 * glioma on Colin27's anatomy, 1 mm, aligned, skull-stripped. Writes `dir/dicom/` and
 * `dir/truth.nii.gz`. The same options give the same bytes; the study's UID depends on patient and
 * seed.
 */
export async function makeDemoStudy(dir: string, options: DemoStudyOptions): Promise<DemoStudy> {
  const { patient, examined, seed = 1 } = options;
  const random = seededRandom(seed);
  const anatomy = pushAside(await readColin27(options.templates), DEMO_GLIOMA);
  const lesion = growGlioma(anatomy, DEMO_GLIOMA, random);
  const truth = labelLesion(lesion, anatomy.tissue);
  const studyUid = await deriveUid("NeuroNova demo", patient.patientId ?? "", String(seed));
  const names: readonly SequenceName[] = ["t1", "t2", "flair", "t1c"];
  const seriesUids = await writeStudy(`${dir}/dicom`, {
    patient,
    study: {
      studyUid,
      studyDate: dicomDate(examined),
      studyTime: clock(examined, 0),
      studyId: "DEMO",
      studyDescription: "MR brain (SIMULATED, no patient was scanned)",
      accessionNumber: options.accessionNumber ?? "DEMO-1",
    },
    derivation: "SIMULATED by NeuroNova on the anatomy of Colin27; no patient was scanned",
    created: examined,
    series: names.map((name, index) => ({
      name,
      description: DESCRIPTIONS[name],
      volume: {
        data: renderSequence(name, anatomy, lesion, random),
        size: anatomy.tissue.size,
        affine: anatomy.tissue.affine,
      },
      acquisition: {
        ...ACQUISITIONS[name],
        imageType: ["DERIVED", "PRIMARY", "OTHER"],
        acquisitionDate: dicomDate(examined),
        acquisitionTime: clock(examined, 5 * (index + 1)),
        manufacturer: "NeuroNova",
        manufacturerModelName: "Simulated scanner",
      },
    })),
  });
  await Deno.writeFile(`${dir}/truth.nii.gz`, await gzip(writeNifti(truth)));
  return {
    studyUid,
    seriesUids,
    dicom: `${dir}/dicom`,
    truth: `${dir}/truth.nii.gz`,
    volumes: labelVolumes(truth),
  };
}

/** HHMMSS in local time, `minutes` after the beginning. */
function clock(from: Date, minutes: number): string {
  const at = new Date(from.getTime() + 60_000 * minutes);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, "0")).join("");
}
