import type { Deps } from "../../deps.ts";
import { DomainError } from "../../domain/errors.ts";
import { isStillPossible, type Slot } from "../../domain/join-window.ts";

/** @throws DomainError VALIDATION_ERROR when the slot's window has closed already. */
export function requirePossible({ config }: Pick<Deps, "config">, slot: Slot, now: Date): void {
  if (isStillPossible(slot, config.joinWindow, now)) return;
  throw new DomainError("VALIDATION_ERROR", "The input does not fit: startTime", {
    issues: [{ path: "startTime", message: "lies in the past, and the visit's window has closed" }],
  });
}
