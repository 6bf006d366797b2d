/** The demo LMS looks like no bridge page, so that nobody mistakes one for the other. Every colour pair holds 4.5:1, light and dark. */
export const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif;
  --page: light-dark(#f4f5f7, #14181d); --card: light-dark(#fff, #1d232a); --ink: light-dark(#1d2733, #e6ebf0); --muted: light-dark(#57636f, #a5b1bd);
  --line: light-dark(#d8dde3, #36404a); --edge: light-dark(#76818c, #7f8b97); --bar: light-dark(#0b5394, #0f2f4d); --accent: light-dark(#0b5ca8, #7fb8ee); --on-accent: light-dark(#fff, #0a1c2c); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); }
a { color: var(--accent); } a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem; z-index: 1; }
.bar { background: var(--bar); color: #fff; padding: .75rem 1.25rem; display: flex; gap: .5rem 1.5rem; align-items: center; flex-wrap: wrap; } .bar a { color: #fff; } .bar a:focus-visible { outline-color: #fff; }
.bar .site { font-size: 1.1rem; font-weight: 700; text-decoration: none; } .bar ul { display: flex; gap: 1.25rem; list-style: none; margin: 0; padding: 0; } .bar p { margin: 0; margin-inline-start: auto; font-size: .9rem; } .bar [aria-current] { font-weight: 700; text-decoration-thickness: 3px; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; } main.wide-page { max-width: 90rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .75rem 0; } h2 { font-size: 1.1rem; margin: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin-block: .75rem; } .card p { margin: .25rem 0 0; } summary { cursor: pointer; }
.courses { list-style: none; padding: 0; margin: 0; } .muted { color: var(--muted); } .empty { margin-block: 1.5rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 0; } .facts dt { color: var(--muted); } .facts dd { margin: 0; font-weight: 600; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; } table { border-collapse: collapse; width: 100%; font-size: .9rem; } caption { text-align: start; padding: .75rem; color: var(--muted); }
th, td { text-align: start; padding: .5rem .75rem; border-top: 1px solid var(--line); vertical-align: top; } .number { text-align: end; font-variant-numeric: tabular-nums; }
code, pre { font: .8rem/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.form { display: flex; gap: .5rem; align-items: end; flex-wrap: wrap; margin-block: 1rem; } label { display: inline-block; } input[type=search] { display: block; font: inherit; padding: .45rem .6rem; border: 1px solid var(--edge); border-radius: .35rem; background: var(--card); color: inherit; min-width: 16rem; max-width: 100%; }
.btn { background: var(--accent); color: var(--on-accent); border: 0; border-radius: .35rem; padding: .55rem 1.1rem; min-height: 2.75rem; font: inherit; font-weight: 600; cursor: pointer; }
.tools { display: flex; gap: .25rem 1.5rem; flex-wrap: wrap; align-items: baseline; margin: 0 0 .5rem; } iframe { display: block; width: 100%; height: 80vh; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
@media (max-width: 40rem) { .bar p { margin-inline-start: 0; } main { padding-inline: .75rem; } }`;
