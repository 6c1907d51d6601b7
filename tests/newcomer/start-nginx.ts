import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { expect, onTestFinished } from "vitest";
import { aCertificate } from "../database/a-certificate.ts";
import { eventually } from "../support/eventually.ts";

const program = "/usr/sbin/nginx";
export const hasNginx = existsSync(program);
const example = resolve(import.meta.dirname, "../../docs/deploy/nginx.conf");

/** Debian's nginx as docs/deploy shows it, in front of a port; returns the certificate that its callers have to trust. */
export async function startNginx(
  folder: string,
  { port, servicePort }: { port: number; servicePort: number },
): Promise<string> {
  const { cert, key } = await aCertificate(folder, "nginx", "DNS:localhost,IP:127.0.0.1");
  const site = (await readFile(example, "utf8"))
    .replace("127.0.0.1:3000", `127.0.0.1:${servicePort}`)
    .replace("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
    .replace("zoom.patientcare.example;", "localhost;")
    .replace(/ssl_certificate \S+;/, `ssl_certificate ${cert};`)
    .replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${key};`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const config = join(folder, "nginx.conf");
  await writeFile(
    config,
    `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log; user root;
    events {}
    http { access_log off; ${temporary.join(" ")} ${site} }`,
  );
  const child = spawn(program, ["-c", config, "-p", folder], { stdio: "ignore" });
  onTestFinished(async () => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });
  await eventually(async () => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect").finally(() => socket.destroy());
    expect(child.exitCode).toBeNull();
  });
  return cert;
}
