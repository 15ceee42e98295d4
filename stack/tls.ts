import { join } from "node:path";
import { type Account, makeOwnFolder } from "./account.ts";
import { StackFault } from "./fault.ts";

/** Files of a private certification authority and of the server that it vouches for. */
export interface Certificate {
  /** What a browser has to trust; `curl --cacert`. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const DAYS = 397; // browsers refuse more

/**
 * A private authority and a certificate for 127.0.0.1 and localhost, made once and kept in `dir`
 * for as long as it is valid. The authority's key is thrown away: it can vouch for nothing else.
 */
export async function makeCertificate(dir: string, account: Account): Promise<Certificate> {
  await makeOwnFolder(dir, account);
  const [authority, certificate, key] = ["authority.pem", "server.pem", "server.key"]
    .map((name) => join(dir, name)) as [string, string, string];
  if (await isValid(certificate)) return { authority, certificate, key };
  const [authorityKey, request, extensions] = ["authority.key", "server.csr", "extensions"]
    .map((name) => join(dir, name)) as [string, string, string];
  await Deno.writeTextFile(
    extensions,
    "subjectAltName=IP:127.0.0.1,IP:::1,DNS:localhost\nbasicConstraints=CA:FALSE\n" +
      "keyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n",
  );
  const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await openssl(
    ...["req", "-x509", ...fresh, "-days", String(DAYS), "-subj", "/CN=NeuroNova private CA"],
    ...["-addext", "basicConstraints=critical,CA:TRUE", "-keyout", authorityKey, "-out", authority],
  );
  await openssl("req", "-new", ...fresh, "-subj", "/CN=localhost", "-keyout", key, "-out", request);
  await openssl(
    ...["x509", "-req", "-in", request, "-CA", authority, "-CAkey", authorityKey],
    ...["-CAcreateserial", "-days", String(DAYS), "-extfile", extensions, "-out", certificate],
  );
  for (const path of [authorityKey, request, extensions]) await Deno.remove(path);
  for (const path of [authority, certificate, key]) {
    if (account.drop === "user") await Deno.chown(path, account.uid, account.gid);
  }
  return { authority, certificate, key };
}

/** Whether there is a certificate that lasts another week. */
async function isValid(certificate: string): Promise<boolean> {
  const args = ["x509", "-in", certificate, "-noout", "-checkend", String(7 * 86_400)];
  return (await new Deno.Command("openssl", { args, stdout: "null", stderr: "null" }).output())
    .success;
}

async function openssl(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  throw new StackFault(`A certificate could not be made: ${reason}.`);
}
