// What the colours of the day's chart mean.
import type { ReportDay, ReportRole } from '../report-data.ts';

const ROLES: readonly (readonly [ReportRole, string])[] = [
  ['live', 'live'],
  ['rolled', 'rolled, keeps its data'],
  ['launching', 'launching'],
  ['queued', 'queued: a spare'],
  ['flushed', 'empty, after the end of day'],
];

/** The roles that the day's nodes had, the capacity, and what was done. */
export function dayLegend({ nodes, marks }: ReportDay): string {
  const had = new Set(nodes.flatMap((node) => node.roles.map(({ role }) => role)));
  const item = (mark: string, text: string) => `<span>${mark}${text}</span>`;
  const dot = (colour: string) => `<i class="dot" style="background:var(--${colour})"></i>`;
  return `<p class="legend">${[
    ...ROLES.filter(([role]) => had.has(role)).map(([role, text]) =>
      item(`<i style="background:var(--role-${role})"></i>`, text),
    ),
    item('<i class="line"></i>', 'capacity paid for'),
    item(dot('scale-out'), 'scale-out'),
    item(dot('retire'), 'retirement'),
    ...(marks.some((mark) => mark.kind === 'late-roll') ? [item(dot('late-roll'), 'late roll')] : []),
  ].join('')}</p>`;
}
