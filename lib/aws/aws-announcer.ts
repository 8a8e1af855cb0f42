// Tells others: group metrics as log lines that CloudWatch turns into metrics (no API call, no wait), and
// decisions on the default event bus. What is worth telling is decided in lib/cycle.
import { Metrics } from '@aws-lambda-powertools/metrics';
import { PortError } from '../domain/errors.ts';
import { GROUP_METRIC_UNITS, type Announcement, type Announcer } from '../ports/announcer.ts';
import type { AwsCalls } from './aws-calls.ts';
import type { AwsClients } from './clients.ts';

/** `source` of Spillway's events. */
export const EVENT_SOURCE = 'spillway';

export interface AnnouncerOptions {
  readonly clients: Pick<AwsClients, 'eventBridge'>;
  readonly calls: AwsCalls;
  readonly namespace: string;
  /** Writes one line of the function's log, unadorned: CloudWatch reads no metrics out of a prefixed one. */
  readonly writeLine: (line: string) => void;
}

/** `Announcer` on CloudWatch's embedded metric format and EventBridge. */
export function createAwsAnnouncer({ clients, calls, namespace, writeLine }: AnnouncerOptions): Announcer {
  return {
    publishMetrics: (groupName, values) => {
      // A fresh one for each group: a shared one would put many groups' values under one dimension.
      const metrics = new Metrics({ namespace });
      // Powertools adds the dimension `service`; the contract has `AutoScalingGroupName` alone.
      metrics.clearDefaultDimensions();
      metrics.addDimension('AutoScalingGroupName', groupName);
      let metricCount = 0;
      for (const [name, unit] of Object.entries(GROUP_METRIC_UNITS)) {
        const value = values[name as keyof typeof values];
        if (value === undefined || !Number.isFinite(value)) continue;
        metrics.addMetric(name, unit, value);
        metricCount += 1;
      }
      if (metricCount > 0) writeLine(JSON.stringify(metrics.serializeMetrics()));
    },

    announce: async (announcement) => {
      const call = 'events:PutEvents';
      const client = await clients.eventBridge();
      const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
      const command = new PutEventsCommand({ Entries: [eventOf(announcement)] });
      const answer = await calls.record(call, (options) => client.send(command, options));
      // A refused event comes with status 200.
      const [entry] = answer.Entries ?? [];
      if (answer.FailedEntryCount === 0 || (answer.FailedEntryCount === undefined && entry?.EventId)) return;
      throw new PortError(
        call,
        entry?.ErrorCode ?? 'IncompleteAnswer',
        entry?.ErrorMessage ?? 'the event failed',
      );
    },
  };
}

function eventOf(announcement: Announcement) {
  const { type, ...rest } = announcement;
  const [atMs, detail] =
    announcement.type === 'Spillway Scaling Decision'
      ? [announcement.entry.atMs, announcement.entry]
      : [announcement.atMs, rest];
  return { Source: EVENT_SOURCE, DetailType: type, Detail: JSON.stringify(detail), Time: new Date(atMs) };
}
