import type { Bench } from "./bench.ts";
import { compareReads } from "./compare-reads.ts";

export const benchRpc: Bench["run"] = (options, say) => compareReads("rpc", options, say);
