import { aiccBridge } from './aicc-bridge.js';

process.exitCode = await aiccBridge(process.argv.slice(2), process.env, {
  stdin: process.stdin,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
