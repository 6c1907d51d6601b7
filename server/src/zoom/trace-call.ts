import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patientcare-zoom");

/** Runs one call to Zoom in a span; `send` gets the headers that carry the trace on. The name is a template and holds no id. */
export function traceCall<Outcome extends { ok: boolean }>(
  endpoint: string,
  send: (headers: Record<string, string>) => Promise<Outcome>,
): Promise<Outcome> {
  return tracer.startActiveSpan(endpoint, { kind: SpanKind.CLIENT }, async (span) => {
    try {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      const outcome = await send(headers);
      if (!outcome.ok) span.setStatus({ code: SpanStatusCode.ERROR });
      return outcome;
    } finally {
      span.end();
    }
  });
}
