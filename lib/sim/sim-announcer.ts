// The announcer over the simulated world: group metrics go to the world's CloudWatch, announcements to
// whoever asks.
import type { Announcement, Announcer } from '../ports/announcer.ts';
import { read } from './sim-fleet.ts';
import type { World } from './world.ts';

export interface SimAnnouncer extends Announcer {
  /** Announced so far, oldest first; the last `ANNOUNCEMENTS_MAX` of them. */
  readonly announcements: readonly Announcement[];
}

const ANNOUNCEMENTS_MAX = 10_000;

/** Publishing metrics costs no call: in a Lambda it is a log line. */
export function createSimAnnouncer(world: World, namespace = 'Spillway'): SimAnnouncer {
  const announcements: Announcement[] = [];
  return {
    announcements,
    publishMetrics(groupName, metrics) {
      const atMs = world.clock.nowMs();
      for (const [name, value] of Object.entries(metrics))
        world.metrics.put(world.metrics.open(namespace, name, { AutoScalingGroupName: groupName }), {
          atMs,
          value,
        });
    },
    announce: (announcement) =>
      read(world, 'events', 'PutEvents', { type: announcement.type }, () => {
        announcements.push(announcement);
        if (announcements.length > ANNOUNCEMENTS_MAX) announcements.shift();
      }),
  };
}
