type Frame = { functionName: string; url: string };

export type CpuProfile = {
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
  samples: number[];
  /** Microseconds since the sample before. */
  timeDeltas: number[];
};

/**
 * The share (0 to 1) of the busy time that each module spent in its own code, largest first. What a module calls of V8 and of
 * Node's native parts without a source counts as its own. Only the last `seconds` count: before lies the start.
 */
export function selfTimes(
  { nodes, samples, timeDeltas }: CpuProfile,
  seconds: number,
): [name: string, share: number][] {
  const owner = new Map<number, string>();
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const ownerOf = (id: number | undefined): string => {
    const frame = id === undefined ? undefined : frames.get(id);
    if (id === undefined || !frame) return "(start)";
    const name = owner.get(id) ?? moduleOf(frame) ?? ownerOf(parents.get(id));
    owner.set(id, name);
    return name;
  };
  const times = new Map<string, number>();
  let leftUs = seconds * 1_000_000;
  for (let index = samples.length - 1; index >= 0 && leftUs > 0; index--) {
    const name = ownerOf(samples[index]);
    const spentUs = timeDeltas[index] ?? 0;
    times.set(name, (times.get(name) ?? 0) + spentUs);
    leftUs -= spentUs;
  }
  times.delete("(idle)");
  const busy = times.values().reduce((one, other) => one + other, 0);
  return [...times]
    .map(([name, time]): [string, number] => [name, time / busy])
    .sort(([, one], [, other]) => other - one);
}

function moduleOf({ functionName, url }: Frame): string | null {
  if (/^\((idle|program|garbage collector)\)$/.test(functionName)) return functionName;
  if (url === "") return null;
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (installed) return installed;
  const own = /\/((?:server|db)\/src(?:\/[a-z-]+(?=\/))?)/.exec(url)?.[1];
  if (own) return own;
  const builtIn = /^node:(?:internal\/)?(?:_?)([a-z]+)/.exec(url)?.[1];
  return builtIn ? `node:${builtIn}` : url;
}
