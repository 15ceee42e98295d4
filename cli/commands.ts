import type { Command } from "./command.ts";

interface Listed {
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Every command by its name; a command's code is loaded when it is called. */
export const COMMANDS: Readonly<Record<string, Listed>> = {
  "user add": {
    summary: "add a user; prints a random password once unless one comes by standard input",
    load: () => import("./user_add.ts"),
  },
  "user list": {
    summary: "list all users",
    load: () => import("./user_list.ts"),
  },
  "user disable": {
    summary: "disable a user and end all of their sessions at once",
    load: () => import("./user_disable.ts"),
  },
  "user assign": {
    summary: "make a patient one of a clinician's own",
    load: () => import("./user_assign.ts"),
  },
  "study import": {
    summary: "store a folder of DICOM files, or t1, t1c, t2, flair (.nii.gz), in the PACS",
    load: () => import("./study_import.ts"),
  },
  "inference run": {
    summary: "ask for a reading of a study, and wait for it with --wait",
    load: () => import("./inference_run.ts"),
  },
  "job list": {
    summary: "list readings and results that FHIR still lacks",
    load: () => import("./job_list.ts"),
  },
  "job retry": {
    summary: "queue a reading again that failed, was cancelled or needed input",
    load: () => import("./job_retry.ts"),
  },
  "job cancel": {
    summary: "cancel a reading that has not ended",
    load: () => import("./job_cancel.ts"),
  },
  "model list": {
    summary: "list model packs, refused ones with the reason",
    load: () => import("./model_list.ts"),
  },
  "metastasis score": {
    summary: "answer what a case file allows about metastases: origin, prognosis, velocity, risk",
    load: () => import("./metastasis_score.ts"),
  },
  "doctor": {
    summary: "ask every dependency whether it answers, and say what to do",
    load: () => import("./doctor.ts"),
  },
  "database migrate": {
    summary: "bring the schema up to date (needs the owner's password)",
    load: () => import("./database_migrate.ts"),
  },
};
