import { Builder } from "fresh/dev";

const builder = new Builder({ target: "es2022" });

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  // A build needs no settings; a portal that listens does, and says where.
  const { address } = await import("./main.ts");
  await builder.listen(() => import("./main.ts"), address);
}
