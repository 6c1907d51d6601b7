import { defineConfig, type UserConfig } from "tsdown";
import { bundledPackages } from "./bundled-packages.ts";

const shared: UserConfig = { entry: "src/index.ts", platform: "neutral", tsconfig: "../tsconfig.sdk.json" };

const inside = bundledPackages.map((name) => new RegExp(`^${name}(/|$)`));

// Declarations get a build of their own: beside the code it would also load the server, only to drop it.
// The package's script sets GOMAXPROCS=1: on a busy machine TypeScript 7.0's parallel emit ends well with files missing.
// biome-ignore lint/style/noDefaultExport: tsdown reads the default export.
export default defineConfig([
  { ...shared, dts: false, deps: { alwaysBundle: inside, onlyBundle: bundledPackages } },
  { ...shared, dts: { emitDtsOnly: true }, deps: { onlyBundle: [] } },
]);
