/** The value of one sample of what Prometheus scrapes; undefined where there is none. */
export async function metricOf(
  metricsUrl: string,
  name: string,
  labels: Record<string, string> = {},
): Promise<number | undefined> {
  const text = await (await fetch(metricsUrl)).text();
  for (const line of text.split("\n")) {
    const [, found, inBraces = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (found !== name) continue;
    const own = Object.fromEntries(
      [...inBraces.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]),
    );
    if (Object.entries(labels).every(([key, wanted]) => own[key] === wanted)) return Number(value);
  }
  return undefined;
}
