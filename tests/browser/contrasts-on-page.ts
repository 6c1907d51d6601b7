// As little of the browser as is used here: its whole types would stand beside Node's in every file.
interface PageElement {
  parentElement: PageElement | null;
  childNodes: Iterable<{ nodeType: number; textContent: string | null }>;
  textContent: string | null;
}
declare const document: { querySelectorAll(selector: string): Iterable<PageElement> };
declare function getComputedStyle(element: PageElement): { color: string; backgroundColor: string };

/** Runs in the browser: the contrast of each text with what is painted behind it, by WCAG's formula. */
export function contrastsOnPage(): { words: string; contrast: number }[] {
  const channels = (color: string) => color.match(/[\d.]+/g)?.map(Number) ?? [];
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const isPainted = (color: string) => (channels(color)[3] ?? 1) > 0;
  const behind = (element: PageElement | null): string => {
    if (!element) return "rgb(255, 255, 255)";
    const color = getComputedStyle(element).backgroundColor;
    return isPainted(color) ? color : behind(element.parentElement);
  };
  const textNode = 3;
  return [...document.querySelectorAll("main, main *")]
    .filter((element) =>
      [...element.childNodes].some((node) => node.nodeType === textNode && node.textContent?.trim()),
    )
    .map((element) => {
      const [one, other] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return { words: element.textContent ?? "", contrast };
    });
}
