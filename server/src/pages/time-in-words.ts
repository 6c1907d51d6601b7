/** A moment as people say it: "Tue 27 Oct, 10:00, Berlin time". */
export function timeInWords(at: Date, timeZone: string): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(at);
  const day = `${part({ weekday: "short" })} ${part({ day: "numeric" })} ${part({ month: "short" })}`;
  return `${day}, ${part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}, ${zoneInWords(timeZone)}`;
}

function zoneInWords(timeZone: string): string {
  const [area = timeZone, ...places] = timeZone.split("/");
  const place = places.at(-1)?.replaceAll("_", " ");
  if (place === undefined) return area;
  return area === "Etc" ? place : `${place} time`;
}
