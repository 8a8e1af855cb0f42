// The client of EventBridge Scheduler, which no function needs: schedules are read for whoever runs a command.
import { SchedulerClient } from '@aws-sdk/client-scheduler';

export type OpenScheduler = () => Promise<SchedulerClient>;

export function createSchedulerClient(endpoint?: string): SchedulerClient {
  return new SchedulerClient(endpoint === undefined ? {} : { endpoint });
}
