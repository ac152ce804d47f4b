// Tokens as an application's own server would make them.
import { createHmac, randomBytes } from "node:crypto";

/** A secret of 64 characters for ROOMLOG_JWT_SECRET. */
export function newSecret() {
  return randomBytes(32).toString("hex");
}

/** A token of `sub` for an hour, with whatever else is given; a claim that is undefined is left out. */
export function token(secret, sub, claims = {}) {
  return sign({ alg: "HS256", typ: "JWT" }, { sub, exp: now() + 3600, ...claims }, secret);
}

/** A token with the given header; without a secret it has an empty signature. */
export function sign(header, claims, secret) {
  const head = `${part(header)}.${part(claims)}`;
  const signature = secret === undefined ? "" : createHmac("sha256", secret).update(head).digest("base64url");
  return `${head}.${signature}`;
}

/** Seconds since 1970. */
export function now() {
  return Math.floor(Date.now() / 1000);
}

function part(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
