import pg from 'pg';
import { preparedName } from './prepared.js';

/**
 * While a client is handed out, pg-pool has taken its listener off and TypeORM has not put its own on yet: an error in that moment, say
 * of a connection that the server cuts, would end the process. The client is unusable then and its query says so.
 */
export class PooledClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    const query = this.query.bind(this);
    // TypeORM knows no prepared statements: it asks with text and values, and the text tells.
    Object.assign(this, {
      query: (text: unknown, values?: unknown, callback?: unknown): unknown => {
        const name = typeof text === 'string' ? preparedName(text) : undefined;
        return name === undefined
          ? Reflect.apply(query, this, [text, values, callback])
          : Reflect.apply(query, this, [{ name, text, values }, callback]);
      },
    });
  }
}
