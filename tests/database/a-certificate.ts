import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Makes a certificate of its own authority for a host name or an IP address, with its key beside it. */
export async function aCertificate(
  folder: string,
  name: string,
  subject: string,
): Promise<{ cert: string; key: string }> {
  const [cert, key] = [`${folder}/${name}.crt`, `${folder}/${name}.key`];
  await run("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
    ...["-subj", "/CN=database", "-addext", `subjectAltName=${subject}`, "-keyout", key, "-out", cert],
  ]);
  return { cert, key };
}
