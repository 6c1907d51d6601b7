/** Where nobody answers: all that is known of Zoom comes by webhook. */
export const noZoom = { apiUrl: "http://127.0.0.1:9/v2", oauthUrl: "http://127.0.0.1:9/oauth/token" };
