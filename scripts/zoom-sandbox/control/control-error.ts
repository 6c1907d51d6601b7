/** A control call that cannot be done, e.g. for a meeting that does not exist. */
export class ControlError extends Error {}
