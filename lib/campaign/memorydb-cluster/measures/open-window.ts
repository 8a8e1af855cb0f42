// Which of AWS's windows is open, read from what the run was drawn with: by the clock's text, and not by the code that is judged.
import type { ClusterRun } from '../world/cluster-run.ts';

/** `undefined` while none is. Windows of a run do not reach over midnight. */
export function openWindow(
  { snapshotWindow, maintenanceWindow }: Pick<ClusterRun, 'snapshotWindow' | 'maintenanceWindow'>,
  atMs: number,
): 'snapshot' | 'maintenance' | undefined {
  // `Mon, 16 Nov 2026 13:05:00 GMT`
  const text = new Date(atMs).toUTCString();
  const [day, time] = [text.slice(0, 3).toLowerCase(), text.slice(17, 22)];
  const isWithin = (from: string, to: string) => from <= time && time < to;
  if (isWithin(snapshotWindow.slice(0, 5), snapshotWindow.slice(6))) return 'snapshot';
  const isDay = maintenanceWindow.startsWith(day);
  return isDay && isWithin(maintenanceWindow.slice(4, 9), maintenanceWindow.slice(14))
    ? 'maintenance'
    : undefined;
}
