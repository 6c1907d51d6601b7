import { defineConfig, type UserConfig } from "tsdown";

const shared: UserConfig = { entry: "src/index.ts", platform: "neutral", tsconfig: "../tsconfig.sdk.json" };

// Declarations get a build of their own: beside the code it would also load the server, only to drop it.
// The package's script sets GOMAXPROCS=1: on a busy machine TypeScript 7.0's parallel emit ends well with files missing.
// biome-ignore lint/style/noDefaultExport: tsdown reads the default export.
export default defineConfig([
  { ...shared, dts: false },
  { ...shared, dts: { emitDtsOnly: true }, deps: { neverBundle: ["@trpc/server"] } },
]);
