import { Fault } from "../fault/fault.ts";
import type { PackList } from "../models/load_packs.ts";
import { isOriginPack } from "../models/pack.ts";
import { readLikelihoodTable } from "./likelihood_table.ts";
import type { OriginModel } from "./score_case.ts";

/**
 * The table that cases are weighed by: that of the first pack that predicts origins, the one that a
 * worker runs. Fault `model_unknown` when there is none, `model_broken`.
 */
export async function originModel({ packs }: PackList): Promise<OriginModel> {
  const pack = packs.find(isOriginPack);
  if (pack === undefined) throw new Fault("model_unknown", "No model predicts origins");
  const { id, version, sha256 } = pack.manifest;
  return { id, version, sha256, table: await readLikelihoodTable(pack) };
}
