import { appendFileSync } from "node:fs";
import {
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
} from "@opentelemetry/sdk-trace-node";

// Loaded before a process by `node --import`, as an operator loads an OpenTelemetry SDK; spans go to a file.
const file = process.env.TRACE_FILE ?? "";

const toFile: SpanExporter = {
  export(spans: ReadableSpan[], done) {
    for (const span of spans) {
      const { traceId, spanId } = span.spanContext();
      const { name, kind, status, attributes } = span;
      const parent = span.parentSpanContext?.spanId;
      appendFileSync(
        file,
        `${JSON.stringify({ name, kind, traceId, spanId, parent, status, attributes })}\n`,
      );
    }
    done({ code: 0 });
  },
  shutdown: async () => {},
};

new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(toFile)] }).register();
