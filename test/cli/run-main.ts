// A whole command line as a test runs it: what it prints, without colours, and how it ends.
import { main } from '../../cli/main.ts';
import type { Terminal } from '../../cli/terminal.ts';

export async function runMain(...words: readonly string[]) {
  let [text, errors] = ['', ''];
  const terminal: Terminal = {
    write: (given) => void (text += given),
    writeError: (given) => void (errors += given),
    isInteractive: false,
    columns: 100,
    exitStatus: 0,
  };
  const exitStatus = await main(words, terminal);
  const plain = (given: string) => given.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
  return { exitStatus, text: plain(text), errors: plain(errors) };
}
