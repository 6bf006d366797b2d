// One schema and one role per service, each allowed nothing in the others' (design §2). Safe to repeat, so it runs at every start.
import { SERVICES } from '@aicc-bridge/contracts';
import { provisionSchemas, schemaOf } from '@aicc-bridge/database';

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

await provisionSchemas(
  required('ADMIN_DATABASE_URL'),
  SERVICES.map((service) => {
    const name = schemaOf(service);
    return { name, password: required(`${name.toUpperCase()}_DB_PASSWORD`) };
  }),
);
process.stdout.write(`Schemas and roles are there: ${SERVICES.map(schemaOf).join(', ')}.\n`);
