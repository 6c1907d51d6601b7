import module from "node:module";
import { fileURLToPath } from "node:url";

// Plain JavaScript: an older Node must get as far as printing this sentence.
const oldest = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `Node ${oldest.join(".")} or newer is needed, this is ${process.version}: install one and put it first in PATH, or, for development, run npm install with install scripts allowed, which brings its own.`,
  );
  process.exit(1);
}

// A third of the time of a short command is to compile it: what is compiled is kept beside the packages it comes from. Node's
// default, a folder in /tmp, could be filled by another user.
module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/patientcare-zoom", import.meta.url)));
