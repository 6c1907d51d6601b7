/** Where Zoom delivers, for the OpenAPI document: raw bytes, checked by their signature. */
export const webhookPathItem = {
  "/api/zoom/webhook": {
    post: {
      operationId: "receive_zoom_webhook",
      summary: "Accepts a delivery of Zoom's",
      description: "Sent by Zoom alone, and authenticated by its signature instead of a token.",
      tags: ["webhook"],
      security: [],
      parameters: [
        { name: "x-zm-signature", in: "header", required: true, schema: { type: "string" } },
        { name: "x-zm-request-timestamp", in: "header", required: true, schema: { type: "string" } },
      ],
      requestBody: {
        required: true,
        content: { "application/json": { schema: { type: "object", required: ["event"] } } },
      },
      responses: {
        200: {
          description: "The delivery is stored, or the answer to `endpoint.url_validation`",
          content: { "application/json": { schema: { type: "object" } } },
        },
        ...Object.fromEntries(
          [400, 401, 413, 503].map((status) => [status, { $ref: `#/components/responses/Error${status}` }]),
        ),
      },
    },
  },
};
