// Every fault of a group's run, by name: each is on or off in a run, and as strong as its run's options say.
import { SHARED_FAULTS } from './shared-faults.ts';

/** With what each does. Faults end before the last end of day, so that the group can be seen to recover. */
export const FAULTS = {
  ...SHARED_FAULTS,
  'metrics-late': 'metrics of a node arrive minutes late',
  'reports-late': "all of the group's metrics arrive minutes late, for hours",
  'metrics-missing': 'some metrics of a node are missing',
  'metrics-odd': 'metrics are no number, or negative',
  'metrics-ahead': 'metrics of a node come from the future',
  'claims-live': 'a node says that it is live and is not',
  silent: 'nodes are silent for up to hours',
  lies: 'a node says that it has no rows and has some',
  'no-capacity': 'EC2 has no capacity',
  'stays-pending': 'an instance stays pending for ever',
  'slow-boot': 'an instance takes minutes more to boot',
  'launch-suspended': 'somebody suspends Launch',
  resized: 'servers launched from some moment on are of half or twice the size',
  'never-reports': 'a server boots and its RDB does not start',
  'silent-at-first': 'a server waits in the queue and says nothing for its first hours',
  'never-empties': 'an RDB is not flushed at the end of day',
  'node-dies': 'instances fail, in any role',
  'node-restarts': "RDBs' processes restart",
  'slow-replay': "a dead live node's log takes minutes to replay",
  'roll-by-hand': 'the live node is rolled by hand',
  'end-of-day-missed': 'the tickerplant does not end its day',
  'end-of-day-late': 'it ends its day later than scheduled',
  'adopted-midday': 'the group is opted in in the middle of the day',
  'desired-changed': 'somebody changes the desired capacity',
  'sizes-changed': 'somebody changes the minimum or the maximum',
  'protection-removed': 'somebody takes protection off',
  standby: 'somebody takes a node to standby and back',
  detach: 'somebody detaches a node',
  'bad-tag': 'a tag is written wrong, and mended later',
  'dry-run': 'somebody sets dry-run for a while',
  paused: 'somebody pauses the group',
  'second-policy': 'a scaling policy of the group changes the desired capacity too',
  'instance-refresh': 'somebody starts an instance refresh',
  'person-terminates': 'somebody terminates a node',
} as const;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];
