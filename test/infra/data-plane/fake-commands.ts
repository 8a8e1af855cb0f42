// The commands that a server's scripts call and a test cannot: small shell scripts over files of the sandbox, which ROOT
// names. Each says what it was called with in ROOT/calls.

/** Commands that the scripts take from the machine they run on, as they are. */
export const REAL_COMMANDS = [
  ...[
    'bash',
    'base64',
    'basename',
    'cat',
    'chmod',
    'cp',
    'cut',
    'dirname',
    'echo',
    'env',
    'find',
    'grep',
    'head',
    'ls',
  ],
  ...[
    'mkdir',
    'mv',
    'od',
    'printf',
    'rm',
    'sed',
    'seq',
    'sha256sum',
    'sort',
    'test',
    'touch',
    'tr',
    'wc',
    'xargs',
  ],
];

const called = (name: string) =>
  `#!/bin/bash\nprintf '%s' "${name}" >> "$ROOT/calls"; printf ' %s' "$@" >> "$ROOT/calls"; echo >> "$ROOT/calls"\n`;

export const FAKE_COMMANDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['chown', 'dnf', 'groupadd'].map((name) => [name, called(name)])),
  useradd: `${called('useradd')}while [ "$1" != --home-dir ]; do shift; done; mkdir -p "$2"\n`,
  // The metadata: a file for each path; without the folder it does not answer.
  curl: `#!/bin/bash
url=''; token=no
for argument in "$@"; do
  case $argument in http://169.254.169.254/latest/*) url=\${argument#http://169.254.169.254/latest/} ;; *token:*) token=yes ;; esac
done
[ -d "$ROOT/metadata" ] || exit 7
[ "$url" = api/token ] && { echo a-token; exit 0; }
[ $token = yes ] || exit 22
if [ "$url" = meta-data/network/interfaces/macs/ ]; then ls "$ROOT/metadata/$url" | sed 's|$|/|'; exit 0; fi
cat "$ROOT/metadata/$url" 2> /dev/null || exit 22
`,
  // What was attached shows in the metadata; s3api writes the object that the test laid down.
  aws: `${called('aws')}case "$1 $2" in
  'ec2 attach-network-interface')
    [ ! -e "$ROOT/address-is-held" ] || exit 254
    mkdir -p "$ROOT/metadata/meta-data/network/interfaces/macs/0e:02"
    printf %s "$8" > "$ROOT/metadata/meta-data/network/interfaces/macs/0e:02/interface-id" ;;
  's3api get-object') [ -e "$ROOT/object" ] || exit 254; cp "$ROOT/object" "\${!#}" ;;
esac
`,
  systemctl: `${called('systemctl')}if [ "$1" = poweroff ]; then touch "$ROOT/powered-off"; fi
if [ "$1" = enable ]; then
  shift
  for unit in "$@"; do case $unit in --*) ;; *) grep -qx "$unit" "$ROOT/enabled" 2> /dev/null || echo "$unit" >> "$ROOT/enabled" ;; esac; done
fi
`,
  mount: `${called('mount')}[ ! -e "$ROOT/file-system-is-away" ] || exit 32
grep -q "^[^ ]* $1 " "$ROOT/etc/fstab" || exit 32
echo "$1" >> "$ROOT/mounted"
`,
  mountpoint: `#!/bin/bash\ngrep -qx "$2" "$ROOT/mounted" 2> /dev/null\n`,
  lsblk: `#!/bin/bash\ncat "$ROOT/disks" 2> /dev/null || echo 'nvme0n1 Amazon\\x20Elastic\\x20Block\\x20Store'\n`,
  blkid: `#!/bin/bash\n[ -e "$1.formatted" ]\n`,
  'mkfs.xfs': `${called('mkfs.xfs')}touch "\${!#}.formatted"\n`,
  // An archive is a folder's name; what is in it is the test's.
  unzip: `${called('unzip')}from=$(cat "$2"); mkdir -p "$4"; cp -r "$from/." "$4/"\n`,
  install: `${called('install')}arguments=(); while [ $# -gt 0 ]; do case $1 in -o|-g) shift ;; *) arguments+=("$1") ;; esac; shift; done
exec "$REAL_INSTALL" "\${arguments[@]}"
`,
  // Time passes at once, and ends: a script that waits for ever is stopped by it.
  sleep: `#!/bin/bash
echo x >> "$ROOT/slept"
[ ! -x "$ROOT/while-asleep" ] || "$ROOT/while-asleep"
[ "$(wc -l < "$ROOT/slept")" -lt "$(cat "$ROOT/naps-max" 2> /dev/null || echo 100)" ]
`,
};
/** q says its arguments in ROOT/arguments, each ended by NUL, and in ROOT/started a line of what it found. */
export const FAKE_Q = `#!/bin/bash
printf '%s\\0' "$@" > "$ROOT/arguments"
{ printf 'folder=%s' "$PWD"
  for name in ASG_NAME INSTANCE_ID TICKERPLANT KDB_PORT ROLL_THRESHOLD LOG_SERVER HDB SAVEDOWN; do printf ' %s=%s' "$name" "\${!name:-}"; done
  printf ' mounted=%s\\n' "$(tr '\\n' ',' < "$ROOT/mounted" 2> /dev/null)"; } >> "$ROOT/started"
`;
