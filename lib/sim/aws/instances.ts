// EC2 instances: what launches, runs, stops, and for how long it was billed.
// Auto Scaling's view of the same instances is group-state.ts.
import { HOUR_MS } from '../../core/units.ts';
import type { Random } from '../random.ts';
import { AwsError } from './aws-error.ts';

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated';

/** One EC2 instance; mutable, owned by the world. */
export interface Instance {
  readonly instanceId: string;
  readonly launchedAtMs: number;
  readonly privateIp: string;
  readonly availabilityZone: string;
  readonly instanceType: string;
  /** `aws:autoscaling:groupName` names its group. */
  readonly tags: Readonly<Record<string, string>>;
  state: InstanceState;
  /** Billing ends here: the moment the instance starts to shut down. */
  stoppedAtMs?: number;
}

export interface Ec2 {
  launch(spec: LaunchSpec): Instance;
  get(instanceId: string): Instance | undefined;
  /** All that EC2 still shows; terminated ones stay visible for an hour, as AWS says. */
  list(): Iterable<Instance>;
  /**
   * The instances asked for. Throws AWS's `InvalidInstanceID.NotFound` for one it does not know.
   * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
   */
  describe(instanceIds: readonly string[]): readonly Instance[];
  markRunning(instance: Instance): void;
  stop(instance: Instance): void;
  markTerminated(instance: Instance): void;
  /** Hours billed until now, from launch to termination, over all instances ever launched. */
  instanceHours(untilMs: number): number;
  runningCount(): number;
  /** The most instances that ran at one time. */
  peakCount(): number;
  launchCount(): number;
}

export interface LaunchSpec {
  readonly groupName: string;
  readonly availabilityZone: string;
  readonly instanceType: string;
  /** In the past for a node that a world starts with. */
  readonly launchedAtMs: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html: "remains visible … for a short while". */
const TERMINATED_VISIBLE_MS = HOUR_MS;

export function createEc2(options: { nowMs: () => number; random: Random }): Ec2 {
  const { nowMs, random } = options;
  const instances = new Map<string, Instance>();
  const terminated: Instance[] = [];
  let stoppedMs = 0;
  let running = 0;
  let peak = 0;
  let launches = 0;

  function forgetOld(): void {
    for (let oldest = terminated[0]; oldest; oldest = terminated[0]) {
      if ((oldest.stoppedAtMs ?? 0) > nowMs() - TERMINATED_VISIBLE_MS) return;
      terminated.shift();
      instances.delete(oldest.instanceId);
    }
  }

  return {
    launch(spec) {
      forgetOld();
      const instance: Instance = {
        instanceId: `i-0${random.hex(16)}`,
        launchedAtMs: spec.launchedAtMs,
        privateIp: privateIpOf(launches),
        availabilityZone: spec.availabilityZone,
        instanceType: spec.instanceType,
        tags: { ...spec.tags, 'aws:autoscaling:groupName': spec.groupName },
        state: 'pending',
      };
      launches += 1;
      running += 1;
      peak = Math.max(peak, running);
      instances.set(instance.instanceId, instance);
      return instance;
    },
    get: (instanceId) => instances.get(instanceId),
    list: () => instances.values(),
    describe(instanceIds) {
      const unknown = instanceIds.filter((id) => !instances.has(id));
      if (unknown.length > 0) throw notFound(unknown);
      return instanceIds.flatMap((id) => instances.get(id) ?? []);
    },
    markRunning(instance) {
      if (instance.state === 'pending') instance.state = 'running';
    },
    stop(instance) {
      if (instance.stoppedAtMs !== undefined) return;
      instance.state = 'shutting-down';
      instance.stoppedAtMs = nowMs();
      stoppedMs += instance.stoppedAtMs - instance.launchedAtMs;
      running -= 1;
    },
    markTerminated(instance) {
      if (instance.state === 'terminated') return;
      instance.state = 'terminated';
      terminated.push(instance);
      forgetOld();
    },
    instanceHours(untilMs) {
      let totalMs = stoppedMs;
      for (const instance of instances.values())
        if (instance.stoppedAtMs === undefined) totalMs += Math.max(0, untilMs - instance.launchedAtMs);
      return totalMs / HOUR_MS;
    },
    runningCount: () => running,
    peakCount: () => peak,
    launchCount: () => launches,
  };
}

function notFound(instanceIds: readonly string[]): AwsError {
  const ids = instanceIds.join(', ');
  return instanceIds.length === 1
    ? new AwsError('InvalidInstanceID.NotFound', `The instance ID '${ids}' does not exist`)
    : new AwsError('InvalidInstanceID.NotFound', `The instance IDs '${ids}' do not exist`);
}

function privateIpOf(ordinal: number): string {
  const n = ordinal + 10;
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
}
