import { pageStyle } from "../page-style.ts";

/** The style of the reference: that of our pages, on a wider sheet. */
export const referenceStyle = `${pageStyle}
main{max-width:60rem}
h1{font-size:1.75rem}
h2{font-size:1.375rem;margin:2.5rem 0 1rem}
h3{font-size:1.125rem;line-height:1.3;margin:0 0 .5rem}
h4{font-size:.9375rem;margin:1.25rem 0 .25rem}
a{color:var(--accent)}
code{font:.9375em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.card{margin:0 0 1rem;padding:1.25rem;border-radius:.75rem;scroll-margin-top:1rem}
.card:target{border-color:var(--accent)}
.names{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;margin:0 0 .75rem;padding:0}
.names a{display:block;border:1px solid var(--line);border-radius:.5rem;background:var(--card);padding:.35rem .6rem;text-decoration:none}
.kind{color:var(--soft);font-size:.875rem;font-weight:400;margin-left:.35rem}
dl{margin:0}
dt{margin-top:.5rem;padding-top:.5rem;border-top:1px solid var(--line)}
dt:first-child{border-top:0}
dd{margin:.125rem 0 0}
dt code:first-child{font-weight:600}
.type{color:var(--soft);font-size:.875rem}
.required{font-size:.8125rem;font-weight:600}
@media(min-width:48rem){
dl{display:grid;grid-template-columns:minmax(12rem,18rem) 1fr;column-gap:1.5rem}
dt,dd{margin:0;padding:.5rem 0;border-top:1px solid var(--line)}
dt:first-child,dt:first-child+dd{border-top:0}
.type{display:block}
}
`;
