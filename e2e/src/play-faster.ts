import type { Frame, Page } from 'playwright-core';
import { until } from '@aicc-bridge/testing';

/** The player has its video: what is begun before is taken back when the video comes. */
export async function videoIsThere(player: Page | Frame): Promise<void> {
  await until(async () => Number(await player.evaluate('document.querySelector("video").readyState')) >= 1, {
    what: 'the video',
    timeoutMs: 30_000,
  });
}

/**
 * From here on the player's video plays at eight times its speed and without sound. In each unit anew: a unit that is opened
 * begins at the speed that is chosen in the page.
 */
export async function playFaster(player: Page | Frame): Promise<void> {
  await videoIsThere(player);
  // As text: the test's own code has no document.
  await player.evaluate(`(() => {
    const video = document.querySelector('video');
    const faster = () => Object.assign(video, { muted: true, playbackRate: 8 });
    video.addEventListener('playing', faster);
    faster();
  })()`);
}
