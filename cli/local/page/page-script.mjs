// The local AWS's page at work, in the browser: hears how things stand and what happens, and shows it. Whatever it is told is
// text to it, never markup.
const { document, EventSource, fetch } = globalThis;
const { token } = document.body.dataset;

const SPEEDS = [1, 10, 60, 600];
const SHOWN_MAX = 60;
const ADDS = new Set(['scale-out', 'grow', 'replicate']);
const TAKES = new Set(['retire', 'shrink']);

const at = (id) => document.getElementById(id);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** As many children as there are things, each told of its own; those that are there stay. */
function fill(parent, things, make, show) {
  while (parent.children.length > things.length) parent.lastElementChild.remove();
  things.forEach((thing, index) => {
    const child = parent.children[index] ?? parent.appendChild(make());
    show(child, thing);
  });
}

/** Only what has changed is written, so that text can be selected and read aloud. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function makeBar(hasRole) {
  const line = element('li');
  const track = element('div', 'track');
  track.append(element('i'));
  line.append(element('code'), track, element('span', 'percent'));
  if (hasRole) line.append(element('span', 'role'));
  return line;
}

function showBar(line, { name, memoryPercent, role, about }) {
  const [code, track, percent, roleText] = line.children;
  line.className = role ?? '';
  write(code, name);
  code.title = name;
  track.firstElementChild.style.width = `${Math.min(100, memoryPercent)}%`;
  write(percent, role === 'booting' ? '–' : `${Math.round(memoryPercent)} %`);
  if (roleText) write(roleText, about);
}

function makeTarget(kind, bars) {
  const section = element('section');
  const heading = element('h2');
  heading.append(`${kind} `, element('b'), ' ', element('span'));
  section.append(heading, element('ul', bars));
  return section;
}

function showGroup(section, group) {
  const { name, desired, min, max, nodes } = group;
  const [heading, list] = section.children;
  write(heading.querySelector('b'), name);
  write(heading.querySelector('span'), `desired ${desired}, from ${min} to ${max}`);
  const lines = nodes.map(({ id, role, lifecycle, rows, memoryPercent }) => {
    const state = lifecycle === 'InService' ? '' : `, ${lifecycle}`;
    const about =
      role === 'rolled' || role === 'live' ? `${role}, ${rows.toLocaleString('en-US')} rows` : role;
    return { name: id, role, memoryPercent, about: `${about}${state}` };
  });
  fill(list, lines, () => makeBar(true), showBar);
}

/** What is sent to a tickerplant that is down waits with those who send it. */
function showOther(section, { name, nodes }) {
  const [heading] = section.children;
  const up = nodes.find(({ isUp }) => isUp);
  const others = nodes.map(({ id, lifecycle }) => `, ${id} is ${lifecycle}`).join('');
  write(heading.querySelector('b'), name);
  const state = heading.querySelector('span');
  write(state, up ? `${up.id} is in service` : `is down: nothing reaches an RDB${others}`);
  state.className = up ? '' : 'bad';
}

function showCluster(section, { name, status, replicas, shards }) {
  const [heading, list] = section.children;
  write(heading.querySelector('b'), name);
  write(
    heading.querySelector('span'),
    `${status}, ${shards.length} shards with ${replicas} ${replicas === 1 ? 'replica' : 'replicas'} each`,
  );
  const lines = shards.map((shard) => ({ name: `shard ${shard.name}`, memoryPercent: shard.memoryPercent }));
  fill(list, lines, () => makeBar(false), showBar);
}

function showFeed({ name, status, shards, demandShards, refused, changesToday }, history) {
  at('feed').hidden = false;
  write(at('feed-name'), name);
  write(at('feed-status'), status.toLowerCase());
  write(at('shards-now'), `${shards} shards`);
  write(at('demand-now'), `${demandShards.toFixed(1)} needed`);
  const refusals =
    refused > 0 ? `, ${refused.toLocaleString('en-US')} records refused in the last minute` : '';
  write(at('changes-now'), `${changesToday} of 10 changes in 24 h${refusals}`);
  drawFeed(history);
}

/** Steps of the shards above the area of the demand, both to one scale. */
function drawFeed(history) {
  const [first, last] = [history.at(0), history.at(-1)];
  if (!first || first === last) return;
  const most = Math.max(1, ...history.flatMap(({ shards, demandShards }) => [shards, demandShards]));
  const x = ({ atMs }) => ((600 * (atMs - first.atMs)) / (last.atMs - first.atMs)).toFixed(1);
  const y = (count) => (150 - (142 * count) / most).toFixed(1);
  const demand = history.map((point) => `L${x(point)} ${y(point.demandShards)}`).join('');
  at('demand').setAttribute('d', `M0 150${demand}L600 150Z`);
  const steps = history.map((point) => `H${x(point)}V${y(point.shards)}`).join('');
  at('shards').setAttribute('d', `M0 ${y(first.shards)}${steps}`);
  const label = `${last.shards} shards, ${last.demandShards} needed; at most ${most} in the past day`;
  at('feed-chart').setAttribute('aria-label', label);
}

function makeFault() {
  const line = element('li');
  const button = element('button', '', 'Mend');
  button.type = 'button';
  button.addEventListener('click', () => ask('mend', { id: Number(button.value) }));
  line.append(element('span'), button);
  return line;
}

function showFault(line, { fault, now }) {
  const [text, button] = line.children;
  const { id, kind, group, node, until, callsLeft } = fault;
  const minutes = until && Math.max(0, Math.ceil((Date.parse(until) - Date.parse(now)) / 60_000));
  const left = until ? `${minutes} min` : `${callsLeft} ${callsLeft === 1 ? 'call' : 'calls'}`;
  write(text, `${[kind, group, node].filter(Boolean).join(' ')}, for another ${left}`);
  button.value = String(id);
  button.setAttribute('aria-label', `Mend ${kind}`);
}

function showFaults({ faults, now }) {
  at('broken').hidden = faults.length === 0;
  const told = faults.map((fault) => ({ fault, now }));
  fill(at('faults'), told, makeFault, showFault);
}

function paceText({ speed, isPaused, heldUpBy }) {
  if (isPaused) return 'paused: time stands still until it is resumed';
  const held = heldUpBy ? `; ${heldUpBy}` : '';
  return `${speed} times real time${held}`;
}

function showState(state) {
  const { groups, otherGroups, streams, clusters, history, isPaused, speed, lateRolls, terminatedWithData } =
    state;
  write(at('time'), state.localTime.slice(0, 5));
  write(at('date'), state.localDate);
  write(at('pace'), paceText(state));
  write(at('pause'), isPaused ? 'Resume' : 'Pause');
  at('pause').dataset.call = isPaused ? 'resume' : 'pause';
  for (const button of at('speeds').children)
    button.setAttribute('aria-pressed', String(Number(button.value) === speed));
  const nodes = groups.flatMap((group) => group.nodes);
  write(at('servers'), String(nodes.length));
  write(at('late-rolls'), String(lateRolls));
  at('late-rolls').className = lateRolls > 0 ? 'bad' : '';
  write(at('ended-with-data'), String(terminatedWithData));
  at('ended-with-data').className = terminatedWithData > 0 ? 'bad' : '';
  showFaults(state);
  const [feed] = streams;
  const [cache] = clusters;
  write(at('feed-fact'), feed ? `${feed.demandShards.toFixed(1)} of ${feed.shards}` : '–');
  const fullest = Math.max(0, ...(cache?.shards ?? []).map(({ memoryPercent }) => memoryPercent));
  write(at('cache-fact'), cache ? `${Math.round(fullest)} %` : '–');
  fill(at('groups'), groups, () => makeTarget('Group', 'bars'), showGroup);
  fill(at('others'), otherGroups, () => makeTarget('Group', 'bars'), showOther);
  if (feed) showFeed(feed, history);
  fill(at('clusters'), clusters, () => makeTarget('Cluster', 'bars shards'), showCluster);
}

function classOf(kind) {
  if (kind === 'bad' || kind === 'event') return kind;
  if (ADDS.has(kind)) return 'adds';
  return TAKES.has(kind) ? 'takes' : 'decision';
}

function showHappening({ localTime, target, kind, text }) {
  at('empty').hidden = true;
  const line = element('li', classOf(kind));
  const said = element('span');
  said.append(element('span', 'target', `${target} `));
  if (kind !== 'event' && kind !== 'bad') said.append(element('b', '', kind), ' ');
  said.append(text);
  line.append(element('time', '', localTime), said);
  at('log').prepend(line);
  while (at('log').children.length > SHOWN_MAX) at('log').lastElementChild.remove();
}

async function ask(call, body = {}) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`/_local/${call}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) write(at('pace'), (await answer.json()).error);
}

for (const speed of SPEEDS) {
  const button = element('button', '', `${speed}×`);
  button.type = 'button';
  button.value = String(speed);
  button.addEventListener('click', () => ask('speed', { speed }));
  at('speeds').append(button);
}
at('pause').addEventListener('click', ({ target }) => ask(target.dataset.call ?? 'pause'));
at('end-of-day').addEventListener('click', () => ask('end-of-day'));

const events = new EventSource(`/_local/events?token=${encodeURIComponent(token)}`);
events.addEventListener('state', ({ data }) => showState(JSON.parse(data)));
events.addEventListener('happening', ({ data }) => showHappening(JSON.parse(data)));
events.addEventListener('before', ({ data }) => {
  at('log').replaceChildren();
  for (const happening of JSON.parse(data)) showHappening(happening);
});
events.addEventListener('error', () =>
  write(at('pace'), 'the local AWS does not answer: is it still running?'),
);
