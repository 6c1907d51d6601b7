import { ZoomServiceError } from "./errors.ts";

export type Token = string | (() => string | Promise<string>);

/**
 * The caller's token. One that no header can carry is refused here: a runtime would quote it in its own error.
 * @throws ZoomServiceError UNAUTHENTICATED
 */
export async function takeToken(token: Token): Promise<string> {
  const taken = typeof token === "string" ? token : await call(token);
  // The characters of a bearer token by RFC 6750.
  if (typeof taken === "string" && /^[A-Za-z0-9\-._~+/]+=*$/.test(taken)) return taken;
  throw new ZoomServiceError(
    "UNAUTHENTICATED",
    'The token is not well formed: give the JWT alone, without "Bearer", spaces or line breaks',
  );
}

async function call(token: () => string | Promise<string>): Promise<string> {
  try {
    return await token();
  } catch (cause) {
    throw new ZoomServiceError("UNAUTHENTICATED", "There is no token: the token function failed", { cause });
  }
}
