import { keepPageToken } from './page-token.js';
import { Delivery } from './delivery.js';
import { watchBadge } from './badge.js';
import { Watching } from './watching.js';

/**
 * The learner's player. Reports what was really watched. A background tab counts while it plays with sound, as a lecture one listens
 * to; muted and hidden it does not. The launch token lives in this page only; sid and LMS are not known here.
 */
const launch = JSON.parse(document.getElementById('launch').textContent);
const { launchId, courseId, units } = launch;
keepPageToken(launch.page);

const byId = (id) => document.getElementById(id);
const video = byId('video');
const items = [...document.querySelectorAll('[data-unit]')];
const SEND_EVERY_MS = 5_000;
const PRESENCE_EVERY_MS = 60_000;

let unit = null;
let viewingId = null;
/** where the unit that is being opened begins, media seconds */
let beginAt = 0;
let left = false;
const watched = new Map(units.map(({ unitId }) => [unitId, new Set()]));
const delivery = new Delivery(launch, { notices: byId('notices'), template: byId('renew') });
const watching = new Watching(report);

const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function open(index, at = 0) {
  countUpToNow();
  endViewing();
  watching.standsAt(0);
  unit = units[index];
  viewingId = newId();
  items.forEach((item, position) => {
    if (position === index) item.setAttribute('aria-current', 'true');
    else item.removeAttribute('aria-current');
  });
  byId('unit-line').textContent = `Unit ${index + 1} of ${units.length}, ${unit.title}`;
  const track = byId('captions');
  // A browser reads captions of another origin only with CORS, and then the video as well.
  if (ofAnotherOrigin(unit.captionsUrl)) video.crossOrigin = 'anonymous';
  else video.removeAttribute('crossorigin');
  video.src = unit.mediaUrl;
  if (unit.captionsUrl === null) track.removeAttribute('src');
  else track.src = unit.captionsUrl;
  beginAt = at;
  video.playbackRate = Number(byId('speed').value);
}

function ofAnotherOrigin(address) {
  return address !== null && new URL(address, location.href).origin !== location.origin;
}

const hiddenAndMuted = () => document.visibilityState === 'hidden' && (video.muted || video.volume === 0);

const position = () => Math.min(video.currentTime, unit.seconds);
const playing = () => unit !== null && !video.paused && !video.seeking;

function onTime() {
  if (!playing()) return;
  if (hiddenAndMuted()) watching.looksAway();
  else watching.reaches(position(), video.playbackRate);
}

/** The place that is kept is where the learner is now: what is reported must not end before it. */
function countUpToNow() {
  if (playing()) watching.reaches(position(), video.playbackRate);
  watching.report();
}

function report({ from, to, startedAt, endedAt }) {
  delivery.add({
    type: 'viewing.segment.v1',
    id: newId(),
    data: { viewingId, courseId, unitId: unit.unitId, from, to, startedAt, endedAt },
  });
  for (let second = Math.round(from); second < Math.round(to); second += 1) watched.get(unit.unitId).add(second);
  showWatched();
}

function endViewing() {
  if (viewingId !== null)
    delivery.add({ type: 'viewing.ended.v1', id: newId(), data: { viewingId, courseId, at: new Date() } });
  viewingId = null;
}

function showWatched() {
  const total = units.reduce((sum, { seconds }) => sum + seconds, 0);
  const seen = [...watched.values()].reduce((sum, seconds) => sum + seconds.size, 0);
  byId('watched').textContent = `${Math.min(100, Math.floor((100 * seen) / total))} percent watched here`;
  units.forEach(({ unitId, seconds }, index) => {
    const done = watched.get(unitId).size >= 0.95 * seconds;
    items[index].toggleAttribute('data-watched', done);
    items[index].querySelector('[data-state]').textContent = done ? ', watched' : '';
  });
}

function place() {
  return unit === null ? null : { unitId: unit.unitId, seconds: Math.max(0, position()) };
}

async function leave() {
  countUpToNow();
  video.pause();
  watching.standsAt(position());
  endViewing();
  byId('leave').disabled = true;
  await delivery.send();
  await delivery.keepPlace(place());
  if (!(await delivery.leave())) {
    byId('leave').disabled = false;
    byId('unit-line').textContent =
      'The connection is lost. Your progress is kept in this page; try again in a moment.';
    return;
  }
  left = true;
  byId('main').hidden = true;
  byId('left').hidden = false;
  byId('left').querySelector('h1').focus();
}

items.forEach((item, index) =>
  item.querySelector('button').addEventListener('click', () => {
    open(index);
    void video.play();
  }),
);
byId('speed').addEventListener('change', () => {
  video.playbackRate = Number(byId('speed').value);
});
// One for all: a unit that is chosen while another's video is still on its way must not begin at the other's place.
video.addEventListener('loadedmetadata', () => {
  if (beginAt > 0) video.currentTime = beginAt;
});
video.addEventListener('timeupdate', onTime);
video.addEventListener('playing', onTime);
video.addEventListener('pause', () => {
  if (!video.seeking && !hiddenAndMuted()) watching.reaches(position(), video.playbackRate);
  watching.standsAt(position());
  void delivery.keepPlace(place());
});
video.addEventListener('seeking', () => watching.standsAt(position()));
video.addEventListener('ended', () => {
  const next = units.indexOf(unit) + 1;
  endViewing();
  void delivery.send();
  if (next < units.length) {
    open(next);
    void video.play();
  }
});
byId('leave').addEventListener('click', () => void leave());

/** Space and arrows work on the whole page, unless something else has the focus. */
addEventListener('keydown', (event) => {
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    document.activeElement?.closest('button, a, input, select, video')
  )
    return;
  const steps = { ArrowLeft: -5, ArrowRight: 5 };
  if (event.key === ' ') void (video.paused ? video.play() : video.pause());
  else if (event.key in steps) video.currentTime += steps[event.key];
  else return;
  event.preventDefault();
});

/** The page may never come back: what is there goes now, with a request that outlives it. */
function flush() {
  if (left) return;
  countUpToNow();
  void delivery.send({ keepalive: true });
  void delivery.keepPlace(place(), { keepalive: true });
}
addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') flush();
});
addEventListener('online', () => void delivery.send());
setInterval(() => {
  if (left) return;
  onTime();
  watching.report();
  void delivery.send();
  if (!video.paused) void delivery.keepPlace(place());
}, SEND_EVERY_MS);
setInterval(() => {
  if (!left) void delivery.present();
}, PRESENCE_EVERY_MS);

watchBadge({ launchId, token: () => delivery.token, element: byId('badge'), onBadge });
function onBadge({ tone, title, detail, offer }) {
  byId('left-badge').textContent = `${title}. ${detail}.`;
  if (tone === 'good' && left) byId('left-line').textContent = 'You can close this window or go back to your LMS.';
  const another = byId('another');
  if (offer === 'sign-in-as-another' && another !== null && !another.dataset.offered) {
    another.dataset.offered = 'yes';
    const notice = document.createElement('div');
    notice.className = 'notice warn';
    const said = document.createElement('p');
    said.textContent =
      'Your LMS knows this session as another learner, so nothing is reported. If you are not the one who is signed in here, sign in as someone else; otherwise tell your LMS administrator.';
    const form = another.cloneNode(true);
    form.removeAttribute('id');
    form.querySelector('button').className = 'btn small';
    const text = document.createElement('div');
    text.append(said, form);
    notice.append(byId('renew').content.querySelector('svg').cloneNode(true), text);
    byId('notices').append(notice);
  }
}

const resumeAt = launch.place === null ? -1 : units.findIndex(({ unitId }) => unitId === launch.place.unitId);
const from = resumeAt >= 0 && launch.place.seconds < units[resumeAt].seconds - 2 ? launch.place.seconds : 0;
open(Math.max(0, resumeAt), from);
