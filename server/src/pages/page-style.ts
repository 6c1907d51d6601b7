import { createHash } from "node:crypto";

export const pageStyle = `
:root{color-scheme:light dark;--ink:#14213d;--soft:#525d73;--paper:#f3f5fa;--card:#fff;--line:#dce1ec;--accent:#0b57e3;--on-accent:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#eef2fb;--soft:#adb7cb;--paper:#10151f;--card:#1a2130;--line:#2f3950;--accent:#8ab0ff;--on-accent:#0b1220}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{max-width:30rem;margin:0 auto;padding:1.5rem 1rem}
p{margin:0 0 .75rem}
.clinic{font-weight:600;margin:0 .25rem 1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1.5rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.125rem;line-height:1.25;margin:1.5rem 0 .5rem}
ul{margin:0 0 .75rem;padding-left:1.25rem}
li{margin:0 0 .5rem}
a{color:var(--accent)}
code{font-size:.9375em}
.when{border-left:4px solid var(--accent);padding-left:.75rem;margin:0 0 1rem}
.when strong{display:block;font-size:1.125rem}
.soft,footer{color:var(--soft)}
.card>:last-child{margin-bottom:0}
button,.call{display:block;width:100%;min-height:3.25rem;border-radius:.75rem;font:inherit;font-size:1.125rem;font-weight:600;line-height:1.25;padding:.9rem 1rem;text-align:center}
button{margin-top:1.25rem;border:0;background:var(--accent);color:var(--on-accent);cursor:pointer}
.call{margin-top:.75rem;border:1px solid var(--soft);color:var(--ink);text-decoration:none}
button:focus-visible,.call:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
footer{margin:1.25rem .25rem 0}
.reference{margin:.75rem .25rem 0;color:var(--soft);font-size:.8125rem}
`;

/** For the Content-Security-Policy: the pages' only style, by its hash. */
export const styleHash = `'sha256-${createHash("sha256").update(pageStyle).digest("base64")}'`;
