import { seedDemo } from './seed-demo.js';

/** The demo data of the distributed form, set up from outside: a one-shot container of docker-compose.yml. */
const text = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
};

await seedDemo({
  bridgeUrl: text('BRIDGE_URL'),
  lmsUrl: text('LMS_URL'),
  adminPassword: text('BOOTSTRAP_ADMIN_PASSWORD'),
  hacpHost: text('HACP_HOST'),
  frameOrigin: text('FRAME_ORIGIN'),
});
process.stdout.write('The demo is set up.\n');
