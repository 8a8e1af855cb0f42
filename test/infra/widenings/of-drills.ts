// A role of drills that reaches further than its owner says.
import type { Widening } from './widening.ts';
import { DRILLS } from './widening.ts';

export const OF_DRILLS: readonly Widening[] = [
  {
    title: 'drills end servers of any group',
    file: DRILLS,
    find: `
                Condition:
                  StringEquals:
                    'aws:ResourceTag/aws:autoscaling:groupName': \${self:custom.deployment.drillGroupNames}`,
    replace: '',
    reported: /drills is allowed ec2:TerminateInstances on .*rdb-others/,
  },
  {
    title: 'drills end servers of groups whose names begin alike',
    file: DRILLS,
    find: `StringEquals:
                    'aws:ResourceTag/aws:autoscaling:groupName': \${self:custom.deployment.drillGroupNames}`,
    replace: `StringLike:
                    'aws:ResourceTag/aws:autoscaling:groupName': [rdb-fx*, tickerplant-fx*]`,
    reported: /drills is allowed ec2:TerminateInstances on .*rdb-fx-2/,
  },
  {
    title: 'drills fail over shards that nobody allows it of',
    file: DRILLS,
    find: "'aws:ResourceTag/spillway:drills': allowed",
    replace: "'aws:ResourceTag/spillway:drills': [allowed, 'no']",
    reported: /drills is allowed memorydb:FailoverShard on .*"no"/,
  },
  {
    title: 'drills change a cluster',
    file: DRILLS,
    find: 'Action: memorydb:FailoverShard',
    replace: 'Action: [memorydb:FailoverShard, memorydb:UpdateCluster]',
    reported: /drills holds memorydb:UpdateCluster and needs it for nothing/,
  },
  {
    title: 'anybody takes the role of drills',
    file: DRILLS,
    find: "Principal: { AWS: '${self:custom.deployment.drillPrincipalArns}' }",
    replace: "Principal: { AWS: '*' }",
    reported: /^DrillRole trusts .*"AWS":"\*"/,
  },
  {
    title: 'drills keep no results',
    file: DRILLS,
    find: 'dynamodb:Query, dynamodb:PutItem]',
    replace: 'dynamodb:Query]',
    reported: /drills is denied dynamodb:PutItem/,
  },
];
