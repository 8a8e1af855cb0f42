// Groups at the command line, before anything is opened.
import { TAGS } from '../../targets/rdb-group/domain/tags/tags.ts';
import type { KindWords } from '../operated-kind.ts';

export const GROUP_WORDS: KindWords = {
  prefix: '',
  noun: 'group',
  title: 'Auto Scaling group',
  // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html: no colon.
  names: {
    pattern: /^[!-9;-~]{1,255}$/,
    allowed: '1 to 255 of the ASCII characters 33 to 126, none of them a colon',
  },
  tags: TAGS,
  billedByHour: 'server',
  adoptFlags: [
    {
      name: 'alarm',
      on: "make an alarm of the group's own, with a period of 10 s",
      off: 'remove that alarm',
    },
  ],
  capacity: 'desired capacity, within the minimum and maximum of the group',
  wait: { duration: '5m', why: 'proofs: from CloudWatch two take two periods of a minute and their delay' },
};
