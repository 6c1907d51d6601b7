import type { Bench } from "./bench.ts";
import { compareReads } from "./compare-reads.ts";

export const benchRest: Bench["run"] = (options, say) => compareReads("rest", options, say);
