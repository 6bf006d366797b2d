import { parseArgs } from 'node:util';
import { PublicApi, Refused } from './public-api.js';
import { exportCatalog, importCatalog, lintCatalog } from './catalog.js';
import { downloadPackages } from './packages.js';

/** Where a command reads from and writes to. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

export const USAGE = `aicc-bridge catalog import FILE      take a catalogue in (.ndjson or .csv; "-" = standard input)
    --all-or-nothing                 a single bad line, and nothing is taken
    --strict[=errors|warnings]       refuse courses that a package would lose something of
    --profile ID                     the LMS profile that --strict lints for (generic)
    --report-all                     print each line's outcome, not only what was refused
aicc-bridge catalog lint FILE        say what its courses would lose; nothing is kept
    --profile ID   --strict          ends with 1 if there is any finding (--strict=errors: any error)
aicc-bridge catalog export           print the catalogue
    --format ndjson|csv   --out FILE
aicc-bridge packages download        get the library for an LMS; goes on where an earlier try ended
    --tenant ID   --out FILE   --new   --changed   --part N
    --strict[=errors|warnings]       lint first; download only if nothing is found

Where and who: --url (AICC_BRIDGE_URL, http://localhost:8080) and AICC_BRIDGE_API_KEY.
Ends with 0 if all went well, 1 if something was refused or found, 2 if the command is not understood.`;

const OPTIONS = {
  'all-or-nothing': { type: 'boolean' },
  strict: { type: 'string' },
  profile: { type: 'string' },
  'report-all': { type: 'boolean' },
  format: { type: 'string' },
  out: { type: 'string' },
  tenant: { type: 'string' },
  new: { type: 'boolean' },
  changed: { type: 'boolean' },
  part: { type: 'string' },
  url: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];

/** Runs one command. @returns the exit code */
export async function aiccBridge(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<number> {
  // `--strict` alone is `--strict=warnings`: parseArgs knows no optional value.
  const args = words.map((word) => (word === '--strict' ? '--strict=warnings' : word));
  let parsed;
  try {
    parsed = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return misunderstood(terminal, error instanceof Error ? error.message : String(error));
  }
  const { values: options, positionals } = parsed;
  const [area = '', command = '', file] = positionals;
  if (options.help === true) {
    terminal.print(USAGE);
    return 0;
  }
  if (options.strict !== undefined && !['errors', 'warnings'].includes(options.strict))
    return misunderstood(terminal, `--strict is "errors" or "warnings", not "${options.strict}".`);
  const api = new PublicApi(
    options.url ?? environment.AICC_BRIDGE_URL ?? 'http://localhost:8080',
    environment.AICC_BRIDGE_API_KEY ?? '',
  );
  try {
    switch (`${area} ${command}`) {
      case 'catalog import':
        if (file === undefined) return misunderstood(terminal, 'Which FILE?');
        return await importCatalog(api, file, options, terminal);
      case 'catalog lint':
        if (file === undefined) return misunderstood(terminal, 'Which FILE?');
        return await lintCatalog(api, file, options, terminal);
      case 'catalog export':
        return await exportCatalog(api, options, terminal);
      case 'packages download':
        if (options.tenant === undefined) return misunderstood(terminal, 'Which --tenant?');
        return await downloadPackages(api, options.tenant, options, terminal);
      default:
        return misunderstood(
          terminal,
          positionals.length === 0 ? 'What shall I do?' : `There is no command "${positionals.join(' ')}".`,
        );
    }
  } catch (error) {
    if (error instanceof Refused) terminal.complain(error.message);
    else terminal.complain(`It did not work: ${error instanceof Error ? reasonOf(error) : String(error)}`);
    return 1;
  }
}

function misunderstood({ complain }: Terminal, why: string): number {
  complain(`${why}\n\n${USAGE}`);
  return 2;
}

/** "fetch failed" alone helps nobody. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
