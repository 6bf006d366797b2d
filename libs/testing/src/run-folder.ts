import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one run of the test suite shares between Jest's workers; its teardown removes it. */
export const RUN_FOLDER_VARIABLE = 'AICC_BRIDGE_TEST_RUN';

/** Made by the suite's setup, which alone decides the name. Under the temp folder: PostgreSQL's unprivileged user must reach it. */
export function newRunFolder(id: string): string {
  return join(tmpdir(), `aicc-bridge-tests-${id}`);
}

export async function runFolder(): Promise<string> {
  const folder = process.env[RUN_FOLDER_VARIABLE];
  if (folder === undefined)
    throw new Error(`${RUN_FOLDER_VARIABLE} is not set: these tests run under the "parts" project of jest.config.mjs.`);
  await mkdir(folder, { recursive: true });
  return folder;
}
