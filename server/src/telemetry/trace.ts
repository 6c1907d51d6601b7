import {
  type Attributes,
  context,
  defaultTextMapGetter,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { version } from "./version.ts";

// Until the operator loads an OpenTelemetry SDK (node --import), spans are empty and cost next to nothing.
const tracer = trace.getTracer("patientcare-zoom", version);

/** Goes on with the trace of a request, as its W3C headers (`traceparent`, `tracestate`) tell. */
export const inTraceOf = <Result>(headers: Record<string, unknown>, work: () => Result): Result =>
  context.with(propagation.extract(context.active(), headers, defaultTextMapGetter), work);

interface SpanOptions {
  /** `server`: answers a caller; `internal`: work of our own. */
  kind: "server" | "internal";
  attributes?: Attributes;
}

/** Runs `work` in a span of its own. Names and attributes hold words and ids alone. */
export function inSpan<Result>(
  name: string,
  { kind, attributes }: SpanOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const options = { kind: kind === "server" ? SpanKind.SERVER : SpanKind.INTERNAL, attributes };
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The id of the trace that runs, for the log; undefined without one. */
export const traceIdNow = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId;
