import type { Connections } from "../lib/connections.ts";
import { Runtime } from "../lib/onnx/runtime.ts";
import type { RuntimeOptions } from "../lib/onnx/provider.ts";
import { openStrippingThread, type StrippingThread } from "../lib/stripping/strip_where_needed.ts";
import { openTumourThread, type TumourThread } from "../lib/tumour/segment_tumour.ts";

/** What the work on every queue shares. */
export interface WorkContext extends Connections {
  /** Thread that draws tumours; its networks stay open between jobs. */
  readonly tumourThread: TumourThread;
  /** Thread that takes skulls off, before a tumour is drawn. */
  readonly strippingThread: StrippingThread;
  /** Thread for small graphs. */
  readonly graphs: Runtime;
  readonly runtime: RuntimeOptions;
}

/** Adds the threads to open connections; nothing starts before the first job. */
export function openWorkContext(connections: Connections): WorkContext {
  const { providers, threads } = connections.config.models;
  const runtime = { providers, threads };
  return {
    ...connections,
    runtime,
    tumourThread: openTumourThread(),
    strippingThread: openStrippingThread(),
    graphs: new Runtime({ providers: ["cpu"], threads: 1 }),
  };
}
