import pg from "pg";

const named = /^\s*\/\* prepare ([a-z_]+) \*\//;
const names = new Map<string, string | null>();

// The name that a statement asks to be prepared under.
function nameOf(text: string): string | null {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = named.exec(text)?.[1] ?? null;
  // Only fixed texts are worth remembering; those that kysely builds differ without end.
  if (name !== null) names.set(text, name);
  return name;
}

/**
 * A connection on which statements that begin with a comment `prepare some_name` are planned once. They must list their columns: a prepared
 * `select *` fails after a migration. One that does not answer in time is ended.
 */
export class PreparingClient extends pg.Client {
  override query: pg.Client["query"] = ((...given: unknown[]) => {
    const [text, values, ...others] = given;
    const name = typeof text === "string" ? nameOf(text) : null;
    const query = super.query.bind(this) as (...args: unknown[]) => unknown;
    const answer = name === null ? query(...given) : query({ name, text, values }, ...others);
    return answer instanceof Promise ? answer.catch((error: Error) => this.#giveUp(error)) : answer;
  }) as pg.Client["query"];

  // The server may still be at it: whoever got this connection next would wait behind.
  #giveUp(error: Error): never {
    if (error.message === "Query read timeout") this.end().catch(() => {});
    throw error;
  }
}
