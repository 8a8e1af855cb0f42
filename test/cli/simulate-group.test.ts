import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { BacktestResult } from '../../lib/backtest/result/result.ts';
import { scenarioInput } from '../backtest/a-scenario.ts';

/** Eight messages of a MiB a minute from 09:00 to 11:00: 960 MiB onto nodes of a GiB. */
function aScenarioFile(change: Parameters<typeof scenarioInput>[0]): string {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-'));
  const minute = (i: number) =>
    `2026-03-02T${String(9 + Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00Z,8`;
  const rows = Array.from({ length: 120 }, (_, i) => minute(i));
  writeFileSync(join(folder, 'days.csv'), `timestamp,messages\n${rows.join('\n')}\n`);
  const file = join(folder, 'scenario.json');
  writeFileSync(file, JSON.stringify(scenarioInput(change)));
  return file;
}

async function run(...words: readonly string[]) {
  let text = '';
  const terminal: Terminal = {
    write: (given) => void (text += given),
    writeError: () => undefined,
    isInteractive: false,
    columns: 100,
    exitStatus: 0,
  };
  const exitStatus = await main(['simulate', ...words], terminal);
  return { exitStatus, text: text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '') };
}

const cellsOf = (text: string, policy: string) =>
  text
    .split('\n')
    .find((line) => line.includes(policy))
    ?.split('│')
    .map((cell) => cell.trim())
    .slice(1, -1);

const BOTH = [{ kind: 'lead-time' as const }, { kind: 'oracle' as const }];

describe('spillway simulate, of a group', () => {
  it('prints ratios for what kept all data in time', async () => {
    const { exitStatus, text } = await run(aScenarioFile({ policies: BOTH }));
    expect(exitStatus).toBe(0);
    expect(cellsOf(text, 'lead-time')?.[3]).toMatch(/^\d+\.\d %$/);
    expect(cellsOf(text, 'lead-time')?.[4]).toMatch(/^1\.\d{3}$/);
    expect(text).not.toContain('No ratio');
  });

  it('prints a dash, and why, for a row that was late; the JSON keeps its numbers', async () => {
    const full = aScenarioFile({ group: { min: 1, max: 1 }, policies: BOTH });
    const { text } = await run(full);
    expect(cellsOf(text, 'lead-time')?.slice(3, 5)).toEqual(['–', '–']);
    expect(text).toContain('No ratio for what did not keep all data in time: lead-time (1 late roll');
    const [result] = JSON.parse((await run(full, '--json', '-')).text) as readonly BacktestResult[];
    expect(result?.costVsOracle).toBeGreaterThan(0);
    expect(result?.savingPercent).toBeGreaterThan(0);
  });

  it('saves nothing against a fixed server that would have run out of memory', async () => {
    const fixed = { memoryGiB: 0.5, pricePerHourUsd: 0.1 };
    const { text } = await run(aScenarioFile({ fixed, policies: BOTH }));
    expect(cellsOf(text, 'lead-time')?.[3]).toBe('–');
    expect(cellsOf(text, 'lead-time')?.[4]).toMatch(/^1\.\d{3}$/);
    expect(text).toContain(
      'The fixed server of 0.5 GiB would have run out of memory (the day needed 1.0 GiB): there is no saving against it.',
    );
  });

  it('tells policies of one kind apart, and which oracle each is compared with', async () => {
    const policies = [
      { kind: 'lead-time' as const },
      { kind: 'lead-time' as const, scaleIn: 'continuous' as const, rollThresholdPercent: 90 },
    ];
    const { text } = await run(aScenarioFile({ policies }));
    expect(cellsOf(text, 'lead-time, roll 90, continuous')?.[4]).toMatch(/^1\.\d{3}$/);
    expect(text).toContain(
      'Each policy is compared with the oracle that rolls where it does: at 80 or 90 % of memory.',
    );
    expect((await run(aScenarioFile({ policies: BOTH }))).text).not.toContain('compared with the oracle');
  });
});
