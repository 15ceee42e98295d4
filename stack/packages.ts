import { EXIT, StackFault } from "./fault.ts";

/** A Debian package and a file that is there when it is. */
type Package = readonly [name: string, file: string];

const NEEDED: readonly Package[] = [
  ["nginx", "/usr/sbin/nginx"],
  ["libnginx-mod-http-brotli-static", "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"],
  ["orthanc", "/usr/sbin/Orthanc"],
  ["orthanc-dicomweb", "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"],
  ["orthanc-gdcm", "/usr/share/orthanc/plugins/libOrthancGdcm.so"],
  ["redis-server", "/usr/bin/redis-server"],
  ["mariadb-server", "/usr/sbin/mariadbd"],
  ["mricron-data", "/usr/share/mricron/templates/ch2bet.nii.gz"],
  ["openssl", "/usr/bin/openssl"],
];
const FOR_BROWSER: readonly Package[] = [
  ["chromium", "/usr/bin/chromium"],
  ["fonts-noto-cjk", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"],
];
const FOR_TESTS: readonly Package[] = [
  ...FOR_BROWSER,
  ["dicom3tools", "/usr/bin/dciodvfy"],
  ["dcmtk", "/usr/bin/dcmdump"],
  ["curl", "/usr/bin/curl"],
];

const ELSEWHERE =
  "NeuroNova's native stack is made for Debian 12; compose.yaml runs it on other systems.";

/** What a run needs beyond the services themselves. */
export type Extra = "browser" | "tests" | null;

/**
 * Makes sure that the Debian packages are there. As root it installs what is missing, and keeps
 * their services from being started or enabled; else it says which line to run.
 *
 * @param say told once, before the installation, what is about to happen
 * @throws {StackFault} exit code 3 with the line to run; 1 when a package cannot be had
 */
export async function ensurePackages(extra: Extra, say: (line: string) => void): Promise<void> {
  const wanted = [
    ...NEEDED,
    ...(extra === "browser" ? FOR_BROWSER : extra === "tests" ? FOR_TESTS : []),
  ];
  const missing = wanted.filter(([, file]) => !exists(file)).map(([name]) => name);
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (!exists("/usr/bin/apt-get")) {
    throw new StackFault(
      `These programs are missing: ${missing.join(", ")}. This machine has no apt-get.`,
      { action: ELSEWHERE, exitCode: EXIT.needsInput },
    );
  }
  if (Deno.uid() !== 0) {
    throw new StackFault("Some Debian packages are missing.", {
      action: `Run this once, then start again:\n  sudo ${line}`,
      exitCode: EXIT.needsInput,
    });
  }
  say(`installing ${missing.join(" ")} (their own services are not started)`);
  await withoutServices(() => install(missing));
  await disableUnits(missing);
  const still = wanted.filter(([name, file]) => missing.includes(name) && !exists(file));
  if (still.length === 0) return;
  const names = still.map(([name]) => name).join(", ");
  throw new StackFault(
    `"${line}" went well, but ${names} brought no such files as Debian 12 has.`,
    { action: ELSEWHERE },
  );
}

/** Debian asks this file whether an installation may start a service: 101 is no. */
const POLICY = "/usr/sbin/policy-rc.d";

async function withoutServices(work: () => Promise<void>): Promise<void> {
  const own = !exists(POLICY);
  if (own) await Deno.writeTextFile(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await work();
  } finally {
    if (own) await Deno.remove(POLICY);
  }
}

/** Units that packages of ours bring: they shall not start at the next boot either. */
const UNITS: Readonly<Record<string, string>> = {
  "nginx": "nginx.service",
  "orthanc": "orthanc.service",
  "redis-server": "redis-server.service",
  "mariadb-server": "mariadb.service",
};

async function disableUnits(installed: readonly string[]): Promise<void> {
  if (!exists("/usr/bin/deb-systemd-helper")) return;
  for (const name of installed) {
    const unit = UNITS[name];
    if (unit === undefined) continue;
    await new Deno.Command("deb-systemd-helper", { args: ["disable", unit] }).output();
  }
}

async function install(missing: readonly string[]): Promise<void> {
  const options = ["-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"];
  const first = await aptGet(["install", ...options, ...missing]);
  if (first === null) return;
  // The lists may be absent (a fresh image) or old.
  const updated = await aptGet(["update"]);
  const second = updated ?? await aptGet(["install", ...options, ...missing]);
  if (second === null) return;
  throw new StackFault(
    `apt-get could not install ${missing.join(" ")}. It said:\n  ${second}`,
    {
      action:
        "See that a Debian 12 mirror is reachable, that there is room, and that no other apt " +
        "runs; then start again.",
    },
  );
}

/** Null when it went well, else the last lines of what it said. */
async function aptGet(args: readonly string[]): Promise<string | null> {
  const { success, stdout, stderr } = await new Deno.Command("apt-get", {
    args: [...args],
    // SYSTEMD_OFFLINE: packages enable their units by a link only, nothing is started.
    env: { DEBIAN_FRONTEND: "noninteractive", SYSTEMD_OFFLINE: "1" },
    stdin: "null",
  }).output();
  if (success) return null;
  const decoder = new TextDecoder();
  const text = `${decoder.decode(stdout)}\n${decoder.decode(stderr)}`.trim();
  return text.split("\n").slice(-3).join("\n  ");
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
