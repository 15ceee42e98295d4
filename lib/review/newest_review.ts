import type { ExpressionBuilder } from "kysely";
import type { Tables } from "../database/tables.ts";

/**
 * Id of the newest decision about the reading of a row: a subquery to join `reviews` by, in a query
 * that has `inferences`.
 */
export function newestReview(rows: ExpressionBuilder<Tables, "inferences">) {
  return rows.selectFrom("reviews as later").select(({ fn }) => fn.max("later.id").as("id"))
    .whereRef("later.inference_id", "=", "inferences.id");
}
