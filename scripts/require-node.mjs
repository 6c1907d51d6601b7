// Plain JavaScript: an older Node must get as far as printing this sentence.
const oldest = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `Node ${oldest.join(".")} or newer is needed, this is ${process.version}: install one and put it first in PATH, or, for development, run npm install with install scripts allowed, which brings its own.`,
  );
  process.exit(1);
}
