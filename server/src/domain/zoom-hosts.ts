/** The domains of Zoom itself, each with its subdomains. */
export const zoomHosts = ["zoom.us", "zoom.com", "zoomgov.com"] as const;
