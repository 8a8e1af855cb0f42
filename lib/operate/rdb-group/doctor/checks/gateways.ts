// Who is told where the data is without asking: whether anybody can be, and whether all were.
import { isPolled } from '../../../../targets/rdb-group/domain/tags/report-sources.ts';
import { answered, note, wrong } from '../../../doctor/check.ts';
import { tagFix, type GroupCheck } from '../group-check.ts';

export const gatewayChecks: GroupCheck = {
  title: 'gateways',
  findings: (examined) => {
    const { gateways, reports } = examined.policy.policy;
    if (!gateways) return [];
    const names = gateways.groupNames.join(', ');
    if (!isPolled(reports)) {
      const text =
        `the gateways of ${names} are told nothing: they are told through the probe, and the group's tag ` +
        `spillway:reports is ${reports}`;
      return [wrong('gateways-without-probe', text, tagFix(examined, 'spillway:reports', 'probe'))];
    }
    const { route } = answered(examined.state)?.learned ?? {};
    if (!route) return [];
    if (!route.push) {
      const text = `the gateways of ${names} were told nothing by the latest look: it was before the tag, or the stage has no probe`;
      return [note('gateways-not-told', text, LOGS)];
    }
    if (!route.push.missed) return [];
    const text = `not all gateways of ${names} could be told where the data is: the log says why (docs/operations.md, gateways)`;
    return [wrong('gateways-missed', text, LOGS)];
  },
};

const LOGS =
  'aws logs tail /aws/lambda/spillway-prod-on-tick --since 15m --filter-pattern gateways # with your stage';
