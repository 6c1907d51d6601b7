/** Options of every call. */
export interface CallOptions {
  /** Ends the call early. */
  signal?: AbortSignal | undefined;
  /** Milliseconds after which this call is given up, its repetitions included. Default: that of the client. */
  timeoutMs?: number | undefined;
  /**
   * Names this call in the service's logs: 1 to 128 letters, digits, `.`, `_` and `-`. Default: a new random one for each
   * call, the same for its repetitions.
   */
  requestId?: string | undefined;
}

/** Options of a call that changes something. */
export interface ChangeOptions extends CallOptions {
  /**
   * Names the change (1 to 255 printable ASCII characters, such as a uuid): asked for again under the same name with the
   * same input within 24 hours, it is not done again but answered again. The SDK repeats a named change by itself when
   * the connection breaks or the service is briefly unavailable. Another input is refused with `IDEMPOTENCY_CONFLICT`.
   * `meetings.create` and `lifecycle.appointmentChanged` get a random name where you give none.
   */
  idempotencyKey?: string | undefined;
}

/** Options of a stream. */
export interface FollowOptions {
  /** Ends the iteration. */
  signal?: AbortSignal | undefined;
  /** Names the stream in the service's logs, as in {@link CallOptions}. */
  requestId?: string | undefined;
}
