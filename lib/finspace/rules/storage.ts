// Disks, volumes, databases and caches. What a person must move or choose is said for each field by itself.
import type { ClusterType } from '../cluster.ts';
import { parameter, placeOf } from '../parameters.ts';
import * as admitted from './admitted.ts';
import type { Rule, Rules } from './rule.ts';
import { dropped, mapped, needsYou, rule } from './rule.ts';

const person = (admits: Rule['admits'], why: string) => rule(admits, () => needsYou(why));

const DATAVIEW =
  'a dataview was a copy of a part of the database on a volume: put those partitions on a disk of the HDB, or let it read all from one';
const CACHE =
  'the cache was FSx for Lustre in front of S3, and went with the service: decide whether the HDB needs one (FSx for Lustre, local NVMe) or reads its own disks';

/** Types that had a disk to write to (https://docs.aws.amazon.com/finspace/latest/userguide/kdb-cluster-types.html). */
const WRITES_DOWN: ReadonlySet<ClusterType> = new Set(['RDB', 'GP']);
const NO_SAVEDOWN = 'only RDBs and clusters for general use had this disk';

export const STORAGE: Rules = {
  'savedownStorageConfiguration.type': rule(admitted.oneOf('SDS01'), ({ cluster }) =>
    WRITES_DOWN.has(cluster.type)
      ? {
          outcome: 'mapped',
          to: `${placeOf('SavedownVolumeType')}, ${placeOf('SavedownIops')}`,
          why: 'SDS01 is published as an io2 volume of EBS with 3,000 IOPS',
          writes: [parameter('SavedownVolumeType', 'io2'), parameter('SavedownIops', 3_000)],
        }
      : dropped(NO_SAVEDOWN),
  ),
  'savedownStorageConfiguration.size': rule(admitted.savedownGib, ({ value, cluster }) =>
    WRITES_DOWN.has(cluster.type)
      ? mapped(
          'SavedownGib',
          value,
          'the same size, at /data/savedown; here too the disk goes with its server',
        )
      : dropped(NO_SAVEDOWN),
  ),
  'savedownStorageConfiguration.volumeName': person(
    admitted.name,
    'the volume was shared and went with FinSpace: choose a disk of the server or a file system that they share',
  ),
  'tickerplantLogConfiguration.tickerplantLogVolumes[]': rule(admitted.name, () => ({
    outcome: 'approximated',
    to: 'network.yml FileSystemId',
    why: "the log is on EFS, at /data/tplog, where tickerplant and RDBs mount it; .aws.tp_log_path is gone, and so are the volume's files",
  })),
  'volumes[].volumeName': person(
    admitted.name,
    'the volume went with FinSpace: what was on it must come from a copy of yours',
  ),
  'volumes[].volumeType': rule(admitted.oneOf('NAS_1'), () =>
    dropped('a type of volume that only FinSpace had'),
  ),
  'databases[].databaseName': person(
    admitted.name,
    'FinSpace kept the database in S3: put your copy of it, with its sym file, where the HDB reads it (/data/hdb/db of network.yml)',
  ),
  'databases[].changesetId': rule(admitted.label, () =>
    dropped('a changeset was a state of the database in FinSpace; an HDB reads the files that are there'),
  ),
  'databases[].dataviewName': person(admitted.name, DATAVIEW),
  'databases[].dataviewConfiguration.dataviewName': person(admitted.name, DATAVIEW),
  'databases[].dataviewConfiguration.dataviewVersionId': person(admitted.anything, DATAVIEW),
  'databases[].dataviewConfiguration.changesetId': person(admitted.label, DATAVIEW),
  'databases[].dataviewConfiguration.segmentConfigurations[].dbPaths[]': person(admitted.dbPath, DATAVIEW),
  'databases[].dataviewConfiguration.segmentConfigurations[].volumeName': person(admitted.name, DATAVIEW),
  'databases[].dataviewConfiguration.segmentConfigurations[].onDemand': person(admitted.flag, DATAVIEW),
  'databases[].cacheConfigurations[].cacheType': person(admitted.label, CACHE),
  'databases[].cacheConfigurations[].dbPaths[]': person(admitted.dbPath, CACHE),
  'databases[].cacheConfigurations[].dataviewName': person(admitted.name, DATAVIEW),
  'cacheStorageConfigurations[].type': person(admitted.label, CACHE),
  'cacheStorageConfigurations[].size': person(admitted.gib, CACHE),
};
