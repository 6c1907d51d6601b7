// Plain JavaScript: an older Node must get as far as saying this.
const oldest = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `Node ${oldest.join(".")} or newer is needed, this is ${process.version}. Run it through npm (npm start, npm test), after npm install with install scripts allowed.`,
  );
  process.exit(1);
}
