const maxCharacters = 110;

/** A docstring, on one line where it fits. */
export function printComment(text: string, indent = "", tags: string[] = []): string {
  const safe = text.replaceAll("*/", "*\\/");
  const short = `${indent}/** ${safe} */`;
  if (tags.length === 0 && short.length <= maxCharacters) return short;
  const lines = [safe, ...tags].flatMap((one) => wrap(one, maxCharacters - indent.length - 3));
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join("\n");
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line += `${line === "" ? "" : " "}${word}`;
  }
  return [...lines, line];
}
