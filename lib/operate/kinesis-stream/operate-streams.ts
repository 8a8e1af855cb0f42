// Streams, as operators work on them: each command's part stands in a file or folder beside this one.
import { parseStreamPolicy } from '../../targets/kinesis-stream/domain/policy.ts';
import type { FoundStream } from '../../targets/kinesis-stream/observe/observe.ts';
import type { StreamPorts } from '../../targets/kinesis-stream/ports/stream-ports.ts';
import type {
  StreamSettingsReader,
  StreamSettingsWriter,
} from '../../targets/kinesis-stream/ports/stream-settings.ts';
import type { Stream } from '../../targets/kinesis-stream/ports/streams.ts';
import { offerOf, type ChangeOffer } from '../adoption/carry-out.ts';
import { planAdoption, planRelease, type TagPlan } from '../adoption/plan-by-tags.ts';
import { explainTarget } from '../explain/explain-target.ts';
import type { OperatedKind } from '../operated-kind.ts';
import { scaleTo } from '../scale/scale-to.ts';
import type { Status } from '../status/status-lines.ts';
import { unlessGone } from '../unless-gone.ts';
import { TAGGED_STREAMS } from './adopt-stream.ts';
import { dayProvisionedText, readDayProvisioned } from './day-provisioned.ts';
import { diagnoseStream } from './doctor/diagnose-stream.ts';
import { examineStream } from './doctor/examine-stream.ts';
import { STREAM_ENTRIES } from './explain-stream.ts';
import { STREAM_BY_HAND } from './scale-stream.ts';
import { readStreamStatus } from './status/read-stream-status.ts';
import { streamStatusText } from './status/stream-status-text.ts';
import { STREAM_WORDS } from './stream-words.ts';

export interface StreamOperatorPorts {
  readonly cyclePorts: StreamPorts;
  readonly settingsReader: StreamSettingsReader;
  readonly settingsWriter: StreamSettingsWriter;
}

export function operateStreams(ports: StreamOperatorPorts): OperatedKind {
  const { cyclePorts, settingsReader, settingsWriter } = ports;
  const { streamReader, stateStore, clock } = cyclePorts;

  async function statusOf(found: FoundStream): Promise<Status> {
    const status = await readStreamStatus(found, cyclePorts);
    return { json: status, text: streamStatusText(status, clock.nowMs()) };
  }

  function offer(name: string, plan: TagPlan): ChangeOffer {
    return offerOf(plan, (change) => settingsWriter.change(name, change));
  }

  async function onDemandRefusal(stream: Stream): Promise<ChangeOffer> {
    const { policy } = parseStreamPolicy(stream.tags);
    const day = dayProvisionedText(await readDayProvisioned(stream, policy, cyclePorts));
    return {
      kind: 'refused',
      why: `AWS scales it on demand, and Spillway leaves such streams alone. ${day}`,
    };
  }

  return {
    ...STREAM_WORDS,
    async *managedNames() {
      for await (const page of streamReader.listManagedStreams()) yield page.map(({ name }) => name);
    },
    status: async (name) => {
      const stream = await streamReader.readStream(name);
      return stream && statusOf({ name, tags: stream.tags, summary: stream });
    },
    async *managedStatus() {
      for await (const page of streamReader.listManagedStreams())
        for (const found of page) {
          const status = await unlessGone('kinesis', statusOf(found));
          if (status) yield status;
        }
    },
    explain: (request) => explainTarget(STREAM_ENTRIES, request, { stateStore }),
    diagnose: async (name, wishes) => {
      const stream = await streamReader.readStream(name);
      return stream && diagnoseStream(await examineStream(stream, cyclePorts, settingsReader, wishes));
    },
    adoption: async (name, { tags }) => {
      const stream = await streamReader.readStream(name);
      if (!stream) return undefined;
      if (stream.mode === 'on-demand') return { offer: await onDemandRefusal(stream) };
      return { offer: offer(name, planAdoption(TAGGED_STREAMS, stream, tags)) };
    },
    release: async (name) => {
      const stream = await streamReader.readStream(name);
      return stream && offer(name, planRelease(TAGGED_STREAMS.noun, stream));
    },
    exists: async (name) => (await streamReader.readSummary(name)) !== undefined,
    scale: async (request, onStep) => {
      const { did, ...result } = await scaleTo(STREAM_BY_HAND, request, cyclePorts, onStep);
      return { ...result, did: did.length === 0 ? 'nothing was changed' : `changed: ${did.join(', ')}` };
    },
  };
}
