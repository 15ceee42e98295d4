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
  "database migrate": {
    summary: "bring the schema up to date (needs the owner's password)",
    load: () => import("./database_migrate.ts"),
  },
};
