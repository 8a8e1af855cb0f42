// Tags: whether the stream is opted in, and whether its settings can be read; and whether it is Spillway's business at all.
import { MANAGED_TAG } from '../../../../targets/kinesis-stream/domain/stream.ts';
import { answered, note, wrong, type Finding } from '../../../doctor/check.ts';
import { holdingFindings } from '../../../doctor/checks/holding.ts';
import { dayProvisionedText } from '../../day-provisioned.ts';
import { adoptFix, kinesisFix, tagFix, type ExaminedStream, type StreamCheck } from '../stream-check.ts';

export const tagChecks: StreamCheck = {
  title: 'tags',
  findings: (examined) => [...optedIn(examined), ...readable(examined), ...holding(examined)],
};

export const capacityModeChecks: StreamCheck = {
  title: 'capacity mode',
  findings(examined) {
    const { stream } = examined;
    if (stream.mode === 'provisioned') return [];
    const day = answered(examined.provisioned);
    const left = 'the stream is on demand: AWS sizes it, and Spillway leaves it alone';
    return [
      note(
        'on-demand',
        day ? `${left}. ${dayProvisionedText(day, examined.pricePerHourUsd)}` : left,
        'aws kinesis update-stream-mode --stream-mode-details StreamMode=PROVISIONED --stream-arn <arn> # only where that is cheaper',
      ),
    ];
  },
};

function optedIn(examined: ExaminedStream): readonly Finding[] {
  if (examined.isManaged) return [];
  const given = examined.stream.tags[MANAGED_TAG];
  const text = given === undefined ? 'is not set' : `is "${given}", allowed is "true"`;
  return [
    wrong('not-managed', `tag ${MANAGED_TAG} ${text}: nothing is done for the stream`, adoptFix(examined)),
  ];
}

function readable(examined: ExaminedStream): readonly Finding[] {
  if (examined.policy.ok) return [];
  return examined.policy.problems.map(({ tag, given, allowed }) => {
    const isMissing = !Object.hasOwn(examined.stream.tags, tag);
    const said = isMissing ? `is not set, and ${allowed}` : `is "${given}", allowed is ${allowed}`;
    const fix = tagFix(examined, tag, '<value>');
    return wrong(isMissing ? 'tag-missing' : 'bad-tag', `tag ${tag} ${said}: the stream is held`, fix);
  });
}

function holding(examined: ExaminedStream): readonly Finding[] {
  const { policy, nowMs } = examined;
  if (!policy.ok) return [];
  return holdingFindings({
    noun: 'stream',
    policy: policy.policy,
    nowMs,
    actFix: tagFix(examined, 'spillway:mode', 'act'),
    resumeFix: kinesisFix(examined, 'remove-tags-from-stream', '--tag-keys spillway:pause-until'),
  });
}
