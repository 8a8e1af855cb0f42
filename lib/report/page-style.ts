// How the page looks: colours for light, dark and paper, type, and what moves on a phone.

/** The page's style sheet. Colours that the charts use are variables here. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2430; --muted: #667080; --line: #e2e6eb; --wash: #f5f7f9;
  --band-1: #9fc3dd; --band-2: #7fb0d2; --band-3: #b9d3e6; --band-4: #8fbad8;
  --role-live: #1f6fa8; --role-rolled: #8fb3cc; --role-queued: #d9972b; --role-launching: #e9c98d; --role-flushed: #b9bfc7;
  --scale-out: #1f6fa8; --retire: #7a6a34; --late-roll: #b3261e;
  --bar-fixed: #aab3bf; --bar-oracle: #8fbad8; --bar-other: #c9d2db; --bar-lost: #ecc4c0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161c; --ink: #e4e8ee; --muted: #98a3b1; --line: #2a323d; --wash: #1a2028;
    --band-1: #2b577a; --band-2: #36688f; --band-3: #234863; --band-4: #316085;
    --role-live: #4d9fd6; --role-rolled: #33607f; --role-queued: #d6a047; --role-launching: #8a6c3a; --role-flushed: #59626e;
    --scale-out: #6db3e6; --retire: #cdb86e; --late-roll: #ff8a80;
    --bar-fixed: #596573; --bar-oracle: #36688f; --bar-other: #3c4754; --bar-lost: #6e3834;
  }
}
@media print {
  :root {
    --paper: #ffffff; --ink: #000000; --muted: #444444; --line: #cccccc; --wash: #ffffff;
    --band-1: #9fc3dd; --band-2: #7fb0d2; --band-3: #b9d3e6; --band-4: #8fbad8;
    --role-live: #1f6fa8; --role-rolled: #8fb3cc; --role-queued: #d9972b; --role-launching: #e9c98d; --role-flushed: #b9bfc7;
    --scale-out: #1f6fa8; --retire: #7a6a34; --late-roll: #b3261e;
    --bar-fixed: #aab3bf; --bar-oracle: #8fbad8; --bar-other: #c9d2db; --bar-lost: #ecc4c0;
  }
  section, figure, tr { break-inside: avoid; }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 56px; }
.name { color: var(--muted); font-size: 13px; margin: 0 0 6px; }
h1 { font-size: 27px; line-height: 1.28; font-weight: 600; letter-spacing: -0.012em; margin: 0 0 10px; max-width: 34em; text-wrap: balance; }
.subtitle { color: var(--muted); margin: 0 0 28px; max-width: 60em; }
h2 { font-size: 15px; font-weight: 600; margin: 0 0 2px; }
.explain { color: var(--muted); font-size: 13px; margin: 0 0 8px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(132px, 1fr)); gap: 0 24px;
  border-block: 1px solid var(--line); padding: 6px 0; margin: 0 0 32px; }
.facts div { padding: 8px 0; }
.facts dt { color: var(--muted); font-size: 12.5px; }
.facts dd { margin: 0; font-size: 21px; font-weight: 600; letter-spacing: -0.01em; }
.facts dd.note { font-size: 12.5px; font-weight: 400; color: var(--muted); letter-spacing: 0; }
.facts dd.bad { color: var(--late-roll); }
section { margin: 0 0 36px; }
figure { margin: 0; }
svg { display: block; width: 100%; height: auto; }
svg.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 12.5px; color: var(--muted); margin: 6px 0 0; }
.legend i { display: inline-block; width: 14px; height: 10px; margin-right: 6px; border-radius: 2px; }
.legend i.line { height: 0; border-top: 2px solid var(--ink); vertical-align: middle; border-radius: 0; }
.legend i.dot { width: 10px; border-radius: 50%; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 40px; }
ol.marks { list-style: none; margin: 10px 0 0; padding: 0; }
ol.marks li { display: grid; grid-template-columns: 30px 52px 1fr; gap: 4px; padding: 7px 0; border-top: 1px solid var(--line); font-size: 14px; }
ol.marks b { display: inline-block; min-width: 18px; height: 18px; padding: 0 3px; border-radius: 9px; color: var(--paper); font-size: 10.5px; line-height: 18px; text-align: center; font-weight: 600; justify-self: start; margin-top: 2px; }
ol.marks .scale-out b { background: var(--scale-out); }
ol.marks .retire b { background: var(--retire); }
ol.marks .late-roll b { background: var(--late-roll); }
ol.marks time { color: var(--muted); }
ul.parts { list-style: none; margin: 10px 0 0; padding: 0; }
ul.parts li { display: grid; grid-template-columns: 300px 1fr 190px; gap: 14px; align-items: center; padding: 6px 0; border-top: 1px solid var(--line); font-size: 14px; }
ul.parts i { height: 10px; border-radius: 2px; background: var(--role-queued); }
ul.parts b { font-weight: 500; text-align: right; grid-column: 3; }
ol.moments, ol.steps { list-style: none; margin: 10px 0 0; padding: 0; font-size: 14px; }
ol.moments li { display: grid; grid-template-columns: 88px 1fr 72px 76px; gap: 14px; align-items: center; padding: 7px 0; border-top: 1px solid var(--line); }
ol.moments div { position: relative; height: 14px; }
ol.moments i { position: absolute; left: 0; min-width: 2px; border-radius: 2px; }
ol.moments .limit { top: 0; height: 14px; background: var(--line); }
ol.moments .took { top: 3px; height: 8px; background: var(--role-live); }
ol.moments .bad .took { background: var(--late-roll); }
ol.moments .bad b { color: var(--late-roll); }
ol.moments b { font-weight: 600; text-align: right; }
ol.moments small { color: var(--muted); font-size: 12.5px; }
ol.steps li { display: grid; grid-template-columns: 64px 64px 1fr; gap: 8px; padding: 6px 0 6px 12px; border-left: 2px solid var(--line); }
ol.steps time, ol.steps b { color: var(--muted); font-weight: 400; }
ol.steps span { overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th { text-align: right; font-weight: 500; color: var(--muted); font-size: 12.5px; padding: 6px 10px; border-bottom: 1px solid var(--ink); vertical-align: bottom; }
td { text-align: right; padding: 7px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tr.shown td { background: var(--wash); font-weight: 600; }
td.bad { color: var(--late-roll); font-weight: 600; }
.notes { color: var(--muted); font-size: 12.5px; padding-left: 16px; margin: 0; }
@media (max-width: 640px) {
  main { padding: 24px 16px 40px; }
  h1 { font-size: 21px; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
  .two { grid-template-columns: 1fr; gap: 32px; }
  .facts { grid-template-columns: 1fr 1fr; }
  .facts dd { font-size: 18px; }
  ul.parts li { grid-template-columns: 1fr; gap: 4px; }
  ul.parts b { grid-column: 1; text-align: left; }
  ol.moments li { grid-template-columns: 72px 1fr 64px 60px; gap: 8px; font-size: 13px; }
  ol.steps li { grid-template-columns: 58px 60px 1fr; gap: 6px; font-size: 13.5px; }
  ol.marks li { grid-template-columns: 28px 46px 1fr; font-size: 13.5px; }
}
`;
