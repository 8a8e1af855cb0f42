// What each role of the stack may do, read from its template: the released one, whose options are conditions, or one that osls has
// deployed, from which they are gone. Pure.
import type { Members } from './members.ts';

/** A statement, and who has it: functions by their own names, and `schedules`. */
export interface WrittenStatement {
  readonly roles: readonly string[];
  /** The template's conditions, all of which it depends on. */
  readonly when?: readonly string[];
  readonly statement: unknown;
}

/** Whose role it is, by the role's logical id. */
const ROLES: Readonly<Record<string, string>> = {
  OnAlarmRole: 'on-alarm',
  OnScheduleRole: 'on-schedule',
  OnLifecycleRole: 'on-lifecycle',
  OnTickRole: 'on-tick',
  DiscoverRole: 'discover',
  ProbeRole: 'probe',
  SchedulerRole: 'schedules',
};
/** People take it, and no part of the stack does. */
const ROLE_OF_PEOPLE = 'DrillRole';

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Members;
}
type Resources = Readonly<Record<string, Resource>>;

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Members[] };
}

/** Roles of which nobody has said whose they are: of another version, or of somebody's own. */
export function rolesOfNobody(template: Members): readonly string[] {
  const resources = template['Resources'] as Resources;
  return Object.entries(resources).flatMap(([id, resource]) =>
    holders(id, resource).filter((roleId) => ROLES[roleId] === undefined),
  );
}

/** Statements that several roles have stand there once. Roles of nobody are left out. */
export function rolePolicies(template: Members): readonly WrittenStatement[] {
  const resources = template['Resources'] as Resources;
  const rolesOf = new Map<string, string[]>();
  for (const [id, resource] of Object.entries(resources))
    for (const roleId of holders(id, resource)) {
      const role = ROLES[roleId];
      if (role === undefined) continue;
      for (const given of statementsOf(resource)) {
        const key = JSON.stringify(written(given, resource.Condition, resources));
        rolesOf.set(key, [...(rolesOf.get(key) ?? []), role]);
      }
    }
  return [...rolesOf].map(([key, roles]) => ({
    roles,
    ...(JSON.parse(key) as Omit<WrittenStatement, 'roles'>),
  }));
}

/** Logical ids of the roles that have the resource's statements. */
function holders(id: string, { Type, Properties }: Resource): readonly string[] {
  if (Type === 'AWS::IAM::Role') return id === ROLE_OF_PEOPLE ? [] : [id];
  if (Type !== 'AWS::IAM::Policy') return [];
  return (Properties['Roles'] as readonly { readonly Ref: string }[]).map(({ Ref }) => Ref);
}

function statementsOf({ Properties }: Resource): readonly Members[] {
  const policies = (Properties['Policies'] ?? [Properties]) as readonly Policy[];
  const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements.filter(({ Ref }) => Ref !== 'AWS::NoValue');
}

function written(
  given: Members,
  ofResource: string | undefined,
  resources: Resources,
): Omit<WrittenStatement, 'roles'> {
  const [own, then] = (given['Fn::If'] ?? [undefined, given]) as [string | undefined, Members];
  const when = [ofResource ?? [], own ?? []].flat();
  const statement = inWords({ ...then, Action: [then['Action']].flat().sort() }, resources);
  return { ...(when.length > 0 && { when }), statement };
}

/** References as `${…}` within texts; ARNs of what has a name are written out. */
function inWords(value: unknown, resources: Resources): unknown {
  if (Array.isArray(value)) return value.map((one) => inWords(one, resources));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Members;
  if ('Ref' in members) return `\${${String(members['Ref'])}}`;
  if ('Fn::GetAtt' in members) return arnOf((members['Fn::GetAtt'] as readonly string[])[0] ?? '', resources);
  if ('Fn::Sub' in members)
    return String(members['Fn::Sub']).replaceAll(/\$\{(\w+)\.Arn\}/g, (_, id: string) =>
      arnOf(id, resources),
    );
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, inWords(one, resources)]));
}

function arnOf(id: string, resources: Resources): string {
  const { Type, Properties } = resources[id] ?? {};
  const within = '${AWS::Region}:${AWS::AccountId}';
  if (Type === 'AWS::DynamoDB::Table')
    return `arn:\${AWS::Partition}:dynamodb:${within}:table/${String(Properties?.['TableName'])}`;
  if (Type === 'AWS::Lambda::Function')
    return `arn:\${AWS::Partition}:lambda:${within}:function:${String(inWords(Properties?.['FunctionName'], resources))}`;
  return `\${${id}.Arn}`;
}
