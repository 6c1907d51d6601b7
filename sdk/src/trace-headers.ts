// Every 1.x of @opentelemetry/api keeps its registrations under this symbol, so that copies of it work together. The package
// itself would double the size of this one.
const registry = Symbol.for("opentelemetry.js.api.1");

interface Registrations {
  context?: { active(): unknown };
  propagation?: { inject(context: unknown, carrier: Headers, setter: typeof toHeaders): void };
}

type Headers = Record<string, string>;

const toHeaders = {
  set(headers: Headers, name: string, value: string): void {
    headers[name] = value;
  },
};

/** Adds the W3C headers of the caller's trace, where the application has registered OpenTelemetry. */
export function addTraceHeaders(headers: Headers): Headers {
  const { context, propagation }: Registrations = Reflect.get(globalThis, registry) ?? {};
  if (context && propagation) propagation.inject(context.active(), headers, toHeaders);
  return headers;
}
