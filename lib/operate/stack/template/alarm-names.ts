// Which alarms a stack was deployed with, read from its template. Pure.
import type { Members } from './members.ts';

/** By the names that it gives them. */
export function alarmNames(template: unknown): readonly string[] {
  const { Resources } = (template ?? {}) as { readonly Resources?: Members };
  return Object.values(Resources ?? {}).flatMap((resource) => {
    const { Type, Properties } = (resource ?? {}) as {
      readonly Type?: unknown;
      readonly Properties?: Members;
    };
    const name = Properties?.['AlarmName'];
    return Type === 'AWS::CloudWatch::Alarm' && typeof name === 'string' ? [name] : [];
  });
}
