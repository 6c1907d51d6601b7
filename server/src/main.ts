import { enableCompileCache, flushCompileCache } from "node:module";
import { resolve } from "node:path";

// Compiled code is kept beside the packages it comes from. Node's default, a folder in /tmp, could be filled by another user;
// where nothing can be written, the start only takes longer.
enableCompileCache(resolve(import.meta.dirname, "../../node_modules/.cache/patientcare-zoom"));
// A static import would be compiled before that.
await import("./serve.ts");
// A service that is killed at last would leave nothing to the next start.
flushCompileCache();
