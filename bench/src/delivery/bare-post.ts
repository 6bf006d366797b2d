import { Pool } from 'undici';

/** Of every bare loop and every rival: as many as there are slots of the reporter at once. */
export const CONNECTIONS = 64;

/** Posts to the sink on this port with undici and nothing else; gives the answer's text. */
export function barePost(port: number): (body: string) => Promise<string> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 });
  return async (body) => {
    const answer = await pool.request({
      method: 'POST',
      path: '/hacp',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    return answer.body.text();
  };
}
