import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

export const scriptPaths = {
  server: resolve(root, "server/src/main.ts"),
  sandbox: resolve(root, "scripts/zoom-sandbox/main.ts"),
};
