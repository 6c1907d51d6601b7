import manifest from "../package.json" with { type: "json" };

/** The version of this package, as the service sees it in `User-Agent`. */
export const version: string = manifest.version;
