const section = /(<!-- generated: ([a-z ]+) -->\n)[\s\S]*?(\n<!-- end -->)/g;

/**
 * The text with each generated section as it is now: it stands between `<!-- generated: its name -->` and `<!-- end -->`.
 * @throws Error for a marker that names no section, and for a section that has no marker
 */
export function writeSections(markdown: string, sections: Record<string, string>): string {
  const missing = new Set(Object.keys(sections));
  const written = markdown.replace(section, (_, begin: string, name: string, end: string) => {
    const content = sections[name];
    if (content === undefined)
      throw new Error(`There is no section "${name}" to generate: correct the marker`);
    missing.delete(name);
    return `${begin}\n${content}\n${end}`;
  });
  if (missing.size > 0) throw new Error(`These sections have no marker: ${[...missing].join(", ")}`);
  return written;
}
