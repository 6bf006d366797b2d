/**
 * The learner's player. Reports what was really watched: media seconds that played without a jump. Seeking does not count; speed
 * does not matter, since media seconds count. The launch token lives in this page only; sid and LMS are not known here.
 */
const { launchId, launchToken, courseId, units } = JSON.parse(document.getElementById('launch').textContent);
const video = document.getElementById('video');
const badge = document.getElementById('badge');
const items = [...document.querySelectorAll('[data-unit]')];

const SEND_EVERY_MS = 5_000;
const PRESENCE_EVERY_MS = 60_000;
const BADGE_EVERY_MS = 3_000;
/** Two time updates further apart than this at normal speed are a jump, not watching. */
const LONGEST_STEP_SECONDS = 1.5;

let unit = null;
let viewingId = null;
let segment = null;
let queue = [];
let sending = null;
let left = false;
const watched = new Map(units.map(({ unitId }) => [unitId, new Set()]));

const headers = { authorization: `Bearer ${launchToken}` };
const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function open(index) {
  closeSegment();
  endViewing();
  unit = units[index];
  viewingId = newId();
  items.forEach((item, at) => item.toggleAttribute('aria-current', at === index));
  document.getElementById('unit-line').textContent = `Unit ${index + 1} of ${units.length}, ${unit.title}`;
  video.src = unit.mediaUrl;
}

function onTime() {
  if (unit !== null && !video.paused && !video.seeking) advance();
}

/** Playing has reached the current position: the segment grows, or begins here if this was a jump. */
function advance() {
  const at = Math.min(video.currentTime, unit.seconds);
  if (segment === null) segment = { from: at, to: at, startedAt: new Date() };
  const step = at - segment.to;
  if (step < 0 || step > LONGEST_STEP_SECONDS * Math.max(1, video.playbackRate)) {
    closeSegment();
    segment = { from: at, to: at, startedAt: new Date() };
    return;
  }
  segment.to = at;
  segment.endedAt = new Date();
}

/** Queues what was watched so far and goes on from the same position, so that no second is lost between two segments. */
function cutSegment() {
  const going = segment !== null && !video.paused && !video.seeking ? segment.to : null;
  closeSegment();
  if (going !== null) segment = { from: going, to: going, startedAt: new Date() };
}

function closeSegment() {
  if (segment !== null && segment.to > segment.from) {
    const { from, to, startedAt, endedAt } = segment;
    queue.push({
      type: 'viewing.segment.v1',
      id: newId(),
      data: { viewingId, courseId, unitId: unit.unitId, from, to, startedAt, endedAt: endedAt ?? new Date() },
    });
    for (let second = Math.round(from); second < Math.round(to); second += 1) watched.get(unit.unitId).add(second);
    showWatched();
  }
  segment = null;
}

function endViewing() {
  if (viewingId !== null)
    queue.push({ type: 'viewing.ended.v1', id: newId(), data: { viewingId, courseId, at: new Date() } });
  viewingId = null;
}

function showWatched() {
  const total = units.reduce((sum, { seconds }) => sum + seconds, 0);
  const seen = [...watched.values()].reduce((sum, seconds) => sum + seconds.size, 0);
  document.getElementById('watched').textContent =
    `${Math.min(100, Math.floor((100 * seen) / total))} percent watched here`;
  units.forEach(({ unitId, seconds }, index) =>
    items[index].toggleAttribute('data-watched', watched.get(unitId).size >= 0.95 * seconds),
  );
}

/** Sends the queue; what fails stays and goes with the next try. Events carry ids, so a repeat changes nothing. */
async function send(keepalive = false) {
  if (sending !== null && !keepalive) await sending;
  if (queue.length === 0) return;
  const events = queue.splice(0, 500);
  sending = fetch('/api/viewing-events', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
    keepalive,
  })
    .then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
    })
    .catch(() => {
      queue = [...events, ...queue];
    })
    .finally(() => {
      sending = null;
    });
  await sending;
}

async function showBadge() {
  const answer = await fetch(`/learn/launches/${launchId}/badge`, { headers }).catch(() => null);
  if (!answer?.ok) return;
  const { tone, title, detail } = await answer.json();
  badge.className = `badge ${tone}`;
  const [first, second] = [badge.querySelector('b'), badge.querySelector('.sub')];
  if (first.textContent !== title) first.textContent = title;
  if (second.textContent !== detail) second.textContent = detail;
}

async function leave() {
  video.pause();
  closeSegment();
  endViewing();
  document.getElementById('leave').disabled = true;
  await send();
  const answer =
    queue.length === 0
      ? await fetch(`/learn/launches/${launchId}/leave`, { method: 'POST', headers }).catch(() => null)
      : null;
  if (!answer?.ok) {
    document.getElementById('leave').disabled = false;
    document.getElementById('unit-line').textContent =
      'The connection is lost. Your progress is kept in this page; try again in a moment.';
    return;
  }
  left = true;
  document.getElementById('main').hidden = true;
  document.getElementById('main').style.display = 'none';
  document.getElementById('left').hidden = false;
}

items.forEach((item, index) =>
  item.querySelector('button').addEventListener('click', () => {
    open(index);
    void video.play();
  }),
);
video.addEventListener('timeupdate', onTime);
video.addEventListener('playing', onTime);
video.addEventListener('pause', () => {
  if (segment !== null && !video.seeking) advance();
  closeSegment();
});
video.addEventListener('seeking', closeSegment);
video.addEventListener('ended', () => {
  if (segment !== null) segment.to = Math.min(unit.seconds, Math.max(segment.to, video.duration));
  closeSegment();
  const next = units.indexOf(unit) + 1;
  endViewing();
  void send();
  if (next < units.length) {
    open(next);
    void video.play();
  }
});
document.getElementById('leave').addEventListener('click', () => void leave());
addEventListener('pagehide', () => {
  if (!left) {
    cutSegment();
    void send(true);
  }
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    cutSegment();
    void send(true);
  }
});
setInterval(() => {
  if (left) return;
  cutSegment();
  void send();
}, SEND_EVERY_MS);
setInterval(() => {
  if (!left) void fetch(`/learn/launches/${launchId}/presence`, { method: 'POST', headers }).catch(() => undefined);
}, PRESENCE_EVERY_MS);
setInterval(() => {
  if (!left) void showBadge();
}, BADGE_EVERY_MS);
open(0);
