// A certificate for this machine, made by the JDK that the launcher finds.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LAUNCHER } from "./launched.mjs";

const MAKER = fileURLToPath(new URL("../../java/io/roomlog/deploy/system/Certificates.java", import.meta.url));

/** The paths of a new certificate and its key, and the certificate's text. */
export function makeCertificate(folder) {
  const [java] = execFileSync(LAUNCHER, ["jvm"], { encoding: "utf8" }).split("\n");
  execFileSync(java, [MAKER, folder, "server"], { stdio: ["ignore", "ignore", "pipe"] });
  const certificate = join(folder, "server.crt");
  return { certificate, key: join(folder, "server.key"), pem: readFileSync(certificate, "utf8") };
}
