const RETRY_MS = 3_000;

/** Shows the badge as it changes. By fetch and not EventSource, which cannot send the token. */
export function watchBadge({ launchId, token, element, onBadge }) {
  const show = (badge) => {
    element.className = `badge ${badge.tone}`;
    const [first, second] = [element.querySelector('b'), element.querySelector('.sub')];
    if (first.textContent !== badge.title) first.textContent = badge.title;
    if (second.textContent !== badge.detail) second.textContent = badge.detail;
    onBadge(badge);
  };
  const again = () => setTimeout(() => void listen(), RETRY_MS);
  const listen = async () => {
    const headers = { authorization: `Bearer ${token()}` };
    const answer = await fetch(`/learn/launches/${launchId}/badge/live`, { headers }).catch(() => null);
    if (!answer?.ok || answer.body === null) {
      // A proxy between us may not let streams through: then it is asked for.
      const once = await fetch(`/learn/launches/${launchId}/badge`, { headers }).catch(() => null);
      if (once?.ok) show(await once.json());
      return again();
    }
    await read(answer.body, show).catch(() => undefined);
    return again();
  };
  void listen();
}

async function read(body, show) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const parts = text.split('\n\n');
    text = parts.pop();
    for (const part of parts) {
      const data = part.split('\n').find((line) => line.startsWith('data: '));
      if (data !== undefined) show(JSON.parse(data.slice(6)));
    }
  }
}
