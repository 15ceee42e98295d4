import { z } from "zod";
import type { State } from "./state.ts";

const wish = z.object({
  application_type: z.enum(["private", "public"]),
  client_name: z.string().min(1),
  redirect_uris: z.array(z.string()).optional(),
  scope: z.string().default(""),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).optional(),
});

/**
 * `POST /oauth2/{site}/registration`. A confidential application that asks for user or system
 * scopes stays disabled until an administrator enables it. 7.0 sends the JSON as text/html.
 */
export async function register(state: State, request: Request, version: string): Promise<Response> {
  const parsed = wish.safeParse(await request.json().catch(() => undefined));
  if (!parsed.success) return Response.json({ error: "invalid_client_metadata" }, { status: 400 });
  const { application_type, jwks, scope, ...rest } = parsed.data;
  const id = crypto.randomUUID();
  const secret = crypto.randomUUID();
  const enabled = application_type === "public" || !/(user|system)\//.test(scope);
  state.clients.push({ id, secret, enabled, jwks });
  await state.save();
  const body = {
    client_id: id,
    client_secret: secret,
    registration_access_token: crypto.randomUUID(),
    registration_client_uri: `${new URL(request.url).origin}/oauth2/default/client/${id}`,
    client_id_issued_at: Math.floor(Date.now() / 1000),
    client_secret_expires_at: 0,
    ...rest,
  };
  const type = version === "7.0" ? "text/html; charset=UTF-8" : "application/json";
  return new Response(JSON.stringify(body), { headers: { "content-type": type } });
}

/** What clients read to find the endpoints; the scopes are a list in a list, as in 7.0. */
export function discovery(origin: string): Response {
  const base = `${origin}/oauth2/default`;
  return Response.json({
    issuer: base,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    registration_endpoint: `${base}/registration`,
    jwks_uri: `${base}/jwk`,
    scopes_supported: [["openid", "offline_access", "api:oemr", "api:fhir", "user/Patient.read"]],
    code_challenge_methods_supported: ["S256"],
  });
}
