import { z } from 'zod';
import { SERVICES } from '../../libs/contracts/dist/index.js';
import { SERVICE_CONFIG } from '../../libs/platform/dist/index.js';
import { page } from './contracts.mjs';

/** docs/configuration.md, from the zod shapes that the services read their environment with. */
export async function files() {
  const own = [];
  for (const service of SERVICES) {
    const { CONFIG } = await import(`../../services/${service}/dist/config.js`);
    const shape = Object.fromEntries(Object.entries(CONFIG).filter(([name]) => !(name in SERVICE_CONFIG)));
    if (Object.keys(shape).length > 0) own.push('', `## ${service}`, '', ...table(shape));
  }
  const lines = [
    'Every variable can also be given as `NAME_FILE`, the path of a file that holds the value. A service that cannot use its',
    'configuration says which variable is wrong and how, and ends.',
    '',
    '## Every service',
    '',
    ...table(SERVICE_CONFIG),
    ...own,
  ];
  return [{ path: 'docs/configuration.md', text: page('Configuration', lines) }];
}

function table(shape) {
  const rows = Object.entries(shape).map(([name, type]) => {
    const { default: fallback } = z.toJSONSchema(type, { unrepresentable: 'any', io: 'input' });
    const given = fallback === undefined ? (type.safeParse(undefined).success ? '–' : 'required') : `\`${fallback}\``;
    return `| \`${name}\` | ${given === '``' ? 'empty' : given} | ${type.description ?? ''} |`;
  });
  return ['| variable | default | meaning |', '|---|---|---|', ...rows];
}
