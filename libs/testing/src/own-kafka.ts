import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type JarCluster, kafkaAnswers, newJarCluster } from './jar-cluster.js';
import { runFolder } from './run-folder.js';
import { TcpProxy } from './tcp-proxy.js';

/** A broker that a test has for itself: it can be killed and started again, and its wire can be cut (reliability §4b). */
export class OwnKafka {
  private pid: number | undefined;

  private constructor(
    private readonly folder: string,
    private readonly cluster: JarCluster,
    /** everybody's way to the broker leads through here */
    readonly wire: TcpProxy,
  ) {}

  /** Null, and a loud line, if there is no Java here. */
  static async start(version?: string): Promise<OwnKafka | null> {
    const folder = join(await runFolder(), `kafka-${randomBytes(4).toString('hex')}`);
    const target = { port: 0 };
    const wire = await TcpProxy.before('127.0.0.1', () => target.port);
    const options = { advertisedPort: wire.port, ...(version === undefined ? {} : { version }) };
    const cluster = await newJarCluster(folder, options);
    if (cluster === null) {
      await wire.close();
      const line = 'NO KAFKA OF ITS OWN: install Java 17 and Maven. The tests that stop a broker do not run.';
      if (process.env['CI'] === 'true') throw new Error(line);
      process.stderr.write(`\n${line}\n\n`);
      return null;
    }
    target.port = cluster.port;
    const own = new OwnKafka(folder, cluster, wire);
    await own.run();
    return own;
  }

  get brokers(): readonly string[] {
    return [`127.0.0.1:${this.wire.port}`];
  }

  /** Starts the broker (again) and waits until it answers. */
  async run(): Promise<void> {
    this.pid = this.cluster.run();
    await kafkaAnswers(`127.0.0.1:${this.wire.port}`);
  }

  /** As if its machine had lost power. */
  kill(): void {
    if (this.pid !== undefined) process.kill(this.pid, 'SIGKILL');
    this.pid = undefined;
  }

  async close(): Promise<void> {
    this.kill();
    await this.wire.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
