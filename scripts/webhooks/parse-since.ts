const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A time such as 2h ago (s, m, h, d), or an ISO time with Z or an offset. @throws Error when it is neither */
export function parseSince(text: string, now: Date): Date {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago) return new Date(now.getTime() - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs]);
  const at = new Date(text);
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new Error("Give how long ago, such as 90m, 2h or 3d, or a time such as 2027-01-15T09:00:00Z.");
}
