/** One thing that a person can set wrong. */
export interface Check {
  name: string;
  ok: boolean;
  /** The finding. */
  says: string;
  /** The way out; null where nothing is to be done. */
  remedy: string | null;
}

export const passed = (name: string, says: string): Check => ({ name, ok: true, says, remedy: null });

export const failed = (name: string, says: string, remedy: string): Check => ({
  name,
  ok: false,
  says,
  remedy,
});
