/** The database cannot be used as it is; the message says why in a sentence, and the remedy. */
export class UnusableDatabase extends Error {
  override readonly name = "UnusableDatabase";
}
