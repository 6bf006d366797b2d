import net from 'node:net';
import tls from 'node:tls';
import type { Admin, Consumer, ISocketFactory, Producer } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

/**
 * kafkajs goes on using a connection on which a request got no answer: on a wire that swallows everything its retries all end there, and
 * a producer never gets away from it (F19). So every request that runs out of time ends the connections to that broker; the next
 * try makes a new one.
 */
export class StuckConnections {
  private readonly sockets = new Map<string, Set<net.Socket>>();

  /** kafkajs's own, and remembered. */
  readonly socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    // Its types say that `ssl` is there; without TLS it is not.
    const secure: tls.ConnectionOptions | undefined = ssl;
    const name = net.isIP(host) === 0 ? { servername: host } : {};
    const socket = secure
      ? tls.connect({ host, port, ...name, ...secure }, onConnect)
      : net.connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.remember(`${host}:${port}`, socket);
    return socket;
  };

  watchAdmin(admin: Admin): Admin {
    admin.on(admin.events.REQUEST_TIMEOUT, ({ payload }) => this.end(payload.broker));
    return admin;
  }

  watchConsumer(consumer: Consumer): Consumer {
    consumer.on(consumer.events.REQUEST_TIMEOUT, ({ payload }) => this.end(payload.broker));
    return consumer;
  }

  watchProducer(producer: Producer): Producer {
    producer.on(producer.events.REQUEST_TIMEOUT, ({ payload }) => this.end(payload.broker));
    return producer;
  }

  private end(broker: string): void {
    const error = Object.assign(new Error(`${broker} left a request without an answer`), { code: 'ETIMEDOUT' });
    // With an error: kafkajs does not look at a plain close.
    for (const socket of this.sockets.get(broker) ?? []) socket.destroy(error);
  }

  private remember(broker: string, socket: net.Socket): void {
    const known = this.sockets.get(broker) ?? new Set();
    this.sockets.set(broker, known.add(socket));
    socket.once('close', () => known.delete(socket));
  }
}
