import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { variables } from "./variables.ts";

export type Environment = Record<string, string | undefined>;

const names = Object.keys(variables.shape);

/** The process' environment over the `.env` of the working directory. @throws Error when that cannot be read */
export const readEnvironment = (): Environment => mergeEnvironments(process.env, readDotEnv(process.cwd()));

/** The variables of the folder's `.env`; none where there is no such file. @throws Error when it cannot be read */
export function readDotEnv(folder: string): Record<string, string> {
  try {
    // Some editors begin a file with a mark that would become part of its first name.
    const parsed = parseEnv(readFileSync(join(folder, ".env"), "utf8").replace(/^\uFEFF/, ""));
    return Object.fromEntries(Object.entries(parsed).map(([name, value = ""]) => [name, value]));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return {};
    throw new Error(`The file .env of this folder cannot be read (${codeOf(error)}).`);
  }
}

/** A variable that is set outside wins over `.env` in both of its forms, NAME and NAME_FILE. */
export function mergeEnvironments(outside: Environment, dotEnv: Record<string, string>): Environment {
  const set = withoutEmpty(outside);
  const isSet = (name: string) => set[name] !== undefined || set[`${name}_FILE`] !== undefined;
  const added = Object.entries(dotEnv).filter(([name]) => !isSet(name) && !isSet(name.replace(/_FILE$/, "")));
  return { ...Object.fromEntries(added), ...set };
}

export interface MountedSecrets {
  /** Every variable that is set, by the value itself or by its file. */
  given: Record<string, string>;
  /** Variables of ours whose file gave no value; a problem names each. */
  unread: ReadonlySet<string>;
  problems: string[];
}

/** Puts the content of the file that NAME_FILE names in the place of NAME, for every variable of the service. */
export function readMountedSecrets(env: Environment): MountedSecrets {
  const given = withoutEmpty(env);
  const unread = new Set<string>();
  const problems: string[] = [];
  for (const name of names) {
    const file = given[`${name}_FILE`];
    if (file === undefined) continue;
    delete given[`${name}_FILE`];
    const read =
      given[name] === undefined ? readSecret(file) : { trouble: `and ${name} are both set: keep one` };
    if (read.value !== undefined) given[name] = read.value;
    else {
      unread.add(name);
      problems.push(`${name}_FILE ${read.trouble}`);
    }
  }
  return { given, unread, problems };
}

type SecretRead = { value: string; trouble?: undefined } | { value?: undefined; trouble: string };

function readSecret(file: string): SecretRead {
  try {
    // Editors and `echo` end a file with a newline that is no part of the secret.
    const value = readFileSync(file, "utf8").replace(/[\r\n]+$/, "");
    return value === "" ? { trouble: "names an empty file" } : { value };
  } catch (error) {
    const code = codeOf(error);
    return {
      trouble:
        code === "ENOENT" ? "names a file that does not exist" : `names a file that cannot be read (${code})`,
    };
  }
}

const withoutEmpty = (env: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown error";
