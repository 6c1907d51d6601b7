import pg from "pg";
import { isReadOnly } from "./postgres-errors.ts";
import { preparedName } from "./prepared.ts";

/**
 * A connection on which the statements of {@link executePrepared} are planned once. A connection that does not answer in
 * time is ended.
 */
export class PreparingClient extends pg.Client {
  /** Called when a statement failed since the database is read-only. */
  onReadOnly: () => void = () => {};

  override query: pg.Client["query"] = ((...given: unknown[]) => {
    const [text, values, ...others] = given;
    const name = typeof text === "string" ? preparedName(text) : undefined;
    const query = super.query.bind(this) as (...args: unknown[]) => unknown;
    const answer = name === undefined ? query(...given) : query({ name, text, values }, ...others);
    return answer instanceof Promise ? answer.catch((error: Error) => this.#fail(error)) : answer;
  }) as pg.Client["query"];

  #fail(error: Error): never {
    if (isReadOnly(error)) this.onReadOnly();
    // The server may still be busy with it: the next user of this connection would wait behind it.
    if (error.message === "Query read timeout") this.end().catch(() => {});
    throw error;
  }
}
