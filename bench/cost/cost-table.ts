// The bills as the table of docs/deploy.md. Pure.
import { BILL_LINES, less, totalOf, type Bill } from './bill-of.ts';

export interface WayBills {
  readonly withOneGroup: Bill;
  readonly withoutGroup: Bill;
}

export interface CostBills {
  readonly probe: WayBills;
  readonly cloudwatch: WayBills;
}

/** What one more group adds, its secret aside, and the whole bill with one. US dollars a month. */
export function summaryOf({ withOneGroup, withoutGroup }: WayBills) {
  const marginal = less(withOneGroup, withoutGroup);
  return {
    marginalUsd: cents(totalOf(marginal) - marginal.secret),
    oneGroupUsd: cents(totalOf(withOneGroup)),
  };
}

/** Markdown. */
export function costTable(bills: CostBills): string {
  const columns = [bills.probe, bills.cloudwatch].flatMap(({ withOneGroup, withoutGroup }) => [
    withoutGroup,
    less(withOneGroup, withoutGroup),
  ]);
  const rows = BILL_LINES.filter((line) => columns.some((column) => column[line] >= 0.005)).map(
    (line) => `| ${line} | ${columns.map((column) => usd(column[line])).join(' | ')} |`,
  );
  const totals = columns.map((column) => `**${usd(totalOf(column))}**`);
  const whole = [bills.probe, bills.cloudwatch].map(
    ({ withOneGroup }) => `**${usd(totalOf(withOneGroup))}**`,
  );
  return [
    '| US dollars a month | with the probe: the stack | each group | by the state table: the stack | each group |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    `| **in all** | ${totals.join(' | ')} |`,
    `| **with one group** | | ${whole.join(' | | ')} |`,
  ].join('\n');
}

const cents = (value: number) => Math.round(value * 100) / 100;

const usd = (value: number) => (Math.abs(value) < 0.005 ? '–' : value.toFixed(2));
