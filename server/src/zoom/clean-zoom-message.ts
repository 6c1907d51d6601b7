const maxMessage = 300;

// Zoom puts user ids (22 characters of base64url), e-mails and meeting numbers into its messages.
const identifying: readonly [RegExp, string][] = [
  [/\bhttps?:\/\/\S+/gi, "[url]"],
  [/[^\s@<>"'(){}[\],;:]*(?:@|%40)[^\s@<>"'(){}[\],;:]*/gi, "[e-mail]"],
  [/(?<![\w-])(?=[\w-]*[A-Z0-9])[\w-]{20,}(?![\w-])/g, "[id]"],
  [/\d{9,}/g, "[number]"],
];

/** Zoom's message fit for logs and for staff: short, one line, without what could identify a person. */
export function cleanZoomMessage(message: string): string {
  const line = message.slice(0, 2000).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
  return identifying
    .reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line)
    .trim()
    .slice(0, maxMessage);
}
