import { dirname, resolve } from "node:path";

/** Who a service runs as. `drop` says whether setpriv has to change the user first. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly drop: "user" | "capabilities" | "nothing";
}

/** nobody:nogroup, which every Debian has. */
const NOBODY = { uid: 65534, gid: 65534 };

/**
 * The account for services whose files lie under `dir`. As an ordinary user: that user. As root:
 * the owner of `dir` if that is not root, else nobody. Where only root can enter a parent of `dir`
 * (a checkout in /root) no other account could read its own files, so the services stay root but
 * lose every capability; the caller can see this by `drop` and say so.
 */
export function serviceAccount(dir: string): Account {
  const uid = Deno.uid() ?? NOBODY.uid;
  const gid = Deno.gid() ?? NOBODY.gid;
  if (uid !== 0) return { uid, gid, drop: "nothing" };
  const owner = ownerOf(dir);
  const account = owner.uid === 0 ? NOBODY : owner;
  return mayEnter(dirname(resolve(dir)), account)
    ? { ...account, drop: "user" }
    : { uid: 0, gid: 0, drop: "capabilities" };
}

/** Owner of `dir`, or of its nearest parent that exists. */
function ownerOf(dir: string): { uid: number; gid: number } {
  for (let path = resolve(dir);; path = dirname(path)) {
    try {
      const { uid, gid } = Deno.statSync(path);
      return { uid: uid ?? 0, gid: gid ?? 0 };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || path === "/") throw error;
    }
  }
}

/** Whether `account` has search permission on `dir` and on every parent of it. */
export function mayEnter(dir: string, account: { uid: number; gid: number }): boolean {
  for (let path = resolve(dir);; path = dirname(path)) {
    try {
      const { mode, uid, gid } = Deno.statSync(path);
      const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
      if (((mode ?? 0) & bit) === 0) return false;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    if (path === "/") return true;
  }
}

/** The setpriv options that turn the caller into `account`, for good. */
export function privilegeOptions({ uid, gid, drop }: Account): string[] {
  const user = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  const none = ["--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all"];
  const options = { user: [...user, ...none], capabilities: none, nothing: [] }[drop];
  return [...options, "--no-new-privs"];
}

/** Makes `dir` (and its parents) for `account` alone: mode 0700, owned by it. */
export async function makeOwnFolder(dir: string, account: Account): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  await Deno.chmod(dir, 0o700);
  if (account.drop === "user") await Deno.chown(dir, account.uid, account.gid);
}

/** Writes a file that only `account` can read. Never visible half-written or with a wider mode. */
export async function writeOwnFile(path: string, text: string, account: Account): Promise<void> {
  const draft = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  await Deno.writeTextFile(draft, text, { mode: 0o600, createNew: true });
  if (account.drop === "user") await Deno.chown(draft, account.uid, account.gid);
  await Deno.rename(draft, path);
}
