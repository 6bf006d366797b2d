/** Carries what was watched to the bridge: queued while offline, repeated until it arrived, and with a fresh token in time. */
const RENEW_AFTER_MS = 6 * 3_600_000;
/** Browsers refuse keepalive requests above 64 KiB. */
const KEEPALIVE_EVENTS = 150;

export class Delivery {
  #queue = [];
  /** the ordinary request that is on its way, and what it carries */
  #sending = null;
  #onItsWay = [];
  #launchId;
  #page;
  #renewAt = Date.now() + RENEW_AFTER_MS;
  token;

  constructor({ launchId, launchToken }, page) {
    this.#launchId = launchId;
    this.token = launchToken;
    this.#page = page;
  }

  add(event) {
    this.#queue.push(event);
  }

  /** Sends the queue; what fails stays and goes with the next try. Events carry ids, so a repeat changes nothing. */
  async send({ keepalive = false } = {}) {
    while (!keepalive && this.#sending !== null) await this.#sending;
    // An ordinary request ends with the page, perhaps before it has arrived: what it carries goes once more.
    if (keepalive) this.#queue = [...this.#onItsWay, ...this.#queue];
    while (this.#queue.length > 0) {
      const events = this.#queue.splice(0, keepalive ? KEEPALIVE_EVENTS : 500);
      if (await (keepalive ? this.#post(events, true) : this.#postAlone(events))) continue;
      this.#queue = [...events, ...this.#queue];
      return;
    }
  }

  /** One ordinary request at a time, so that it is known what is on its way. */
  async #postAlone(events) {
    this.#onItsWay = events;
    this.#sending = this.#post(events, false);
    const arrived = await this.#sending;
    this.#sending = null;
    this.#onItsWay = [];
    return arrived;
  }

  async present() {
    await this.#call('POST', 'presence');
    if (Date.now() > this.#renewAt) await this.#renewQuietly();
  }

  async keepPlace(place, { keepalive = false } = {}) {
    if (place !== null) await this.#call('PUT', 'place', JSON.stringify(place), keepalive);
  }

  /** True once the bridge knows it; nothing of the queue is left then. */
  async leave() {
    if (this.#queue.length > 0) return false;
    return (await this.#call('POST', 'leave'))?.ok === true;
  }

  async #post(events, keepalive) {
    const answer = await this.#fetch('/api/viewing-events', 'POST', JSON.stringify({ events }), keepalive);
    if (answer?.status === 401) this.#askToSignIn();
    return answer?.ok === true;
  }

  #call(method, what, body, keepalive = false) {
    return this.#fetch(`/learn/launches/${this.#launchId}/${what}`, method, body, keepalive);
  }

  #fetch(path, method, body, keepalive) {
    const headers = { authorization: `Bearer ${this.token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    return fetch(path, { method, headers, keepalive, ...(body ? { body } : {}) }).catch(() => null);
  }

  async #renewQuietly() {
    const answer = await this.#call('POST', 'token');
    if (answer?.ok) this.#useToken((await answer.json()).launchToken);
  }

  #useToken(token) {
    this.token = token;
    this.#renewAt = Date.now() + RENEW_AFTER_MS;
  }

  /** The token is over, e.g. after a night offline: the queue waits here until the learner has signed in. */
  #askToSignIn() {
    const { notices, template } = this.#page;
    if (notices.querySelector('form[data-renew]') !== null) return;
    const asked = template.content.firstElementChild.cloneNode(true);
    const form = asked.querySelector('form');
    form.dataset.renew = 'yes';
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const body = JSON.stringify(Object.fromEntries(new FormData(form)));
      const answer = await this.#call('POST', 'renew', body);
      if (answer?.ok) {
        this.#useToken((await answer.json()).launchToken);
        asked.remove();
        await this.send();
      } else {
        const problem = answer === null ? null : await answer.json().catch(() => null);
        asked.querySelector('[data-problem]').textContent =
          problem?.detail ?? 'The connection is lost. Try again in a moment.';
      }
    });
    notices.append(asked);
  }
}
