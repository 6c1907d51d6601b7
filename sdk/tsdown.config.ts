import { defineConfig, type UserConfig } from "tsdown";

const shared: UserConfig = { entry: "src/index.ts", platform: "neutral", tsconfig: "../tsconfig.sdk.json" };

// Declarations get a build of their own: beside the code it would also load the server, only to drop it.
// biome-ignore lint/style/noDefaultExport: tsdown reads the default export.
export default defineConfig([
  { ...shared, dts: false },
  { ...shared, dts: { emitDtsOnly: true }, deps: { neverBundle: ["@trpc/server"] } },
]);
