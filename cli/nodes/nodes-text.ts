// The answer to "where is the data?" as text for a terminal. Pure.
import Table from 'cli-table3';
import pc from 'picocolors';
import type { AnswerJson } from '../../lib/routing/route-json.ts';

type NodeJson = AnswerJson['nodes'][number];

/** A line that says whether these are all, the nodes as a table, a line for each table of theirs, and the notes. */
export function nodesText(answer: AnswerJson): string {
  const { group, asOf, version, complete, notes = [], nodes } = answer;
  const word = complete ? pc.green('complete') : pc.red('not known to be complete');
  return [
    `${pc.bold(group)}  ${word}  as of ${asOf}  version ${version}`,
    nodes.length > 0 ? nodeTable(nodes) : 'no node may hold such rows',
    ...notes.map((note) => `${note}.`),
  ].join('\n');
}

function nodeTable(nodes: readonly NodeJson[]): string {
  const table = new Table({
    head: ['node', 'role', 'status', 'address', 'table', 'rows', 'from', 'to'].map((text) => pc.bold(text)),
    colAligns: ['left', 'left', 'left', 'left', 'left', 'right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const node of nodes) {
    const [first, ...others] = slicesOf(node);
    table.push([node.nodeId, node.role, node.status, addressOf(node), ...(first ?? NO_SLICE)]);
    for (const slice of others) table.push(['', '', '', '', ...slice]);
  }
  return table.toString();
}

const NO_SLICE = ['–', '', '', ''];

function slicesOf({ tables }: NodeJson): readonly (readonly string[])[] {
  return Object.entries(tables).map(([name, { rows, from, to }]) => {
    const unknown = rows > 0 ? 'not known' : '';
    return [name, rows.toLocaleString('en-US'), from ?? unknown, to ?? unknown];
  });
}

function addressOf({ address, port, processes }: NodeJson): string {
  const ports = processes > 1 ? `${port}–${port + processes - 1}` : String(port);
  return address === null ? `port ${ports}` : `${address}:${ports}`;
}
