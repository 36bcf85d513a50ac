import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, type Part } from './finding.ts';
import { buildProgram, builtProgram, canBuild } from './go.ts';
import { freePort } from './ports.ts';
import { type Service, startService, untilReady } from './service.ts';

const SOURCE = { name: 'versitygw', module: 'github.com/versity/versitygw/cmd/versitygw', version: 'v1.8.0' };

/** A real S3 server, for tests: `versitygw` on PATH, or built from its source. */
export const s3Part: Part = {
  name: 'S3 server (versitygw)',
  async find() {
    const program = onPath('versitygw') ?? builtProgram(SOURCE);
    if (program !== undefined) return { kind: 'program', program };
    if (!canBuild()) return { kind: 'missing', command: 'install Go 1.25 or later: https://go.dev/dl' };
    const install = () => buildProgram(SOURCE, 'two minutes on two cores');
    return { kind: 'installable', how: 'it is built from its source, once for all checkouts', install };
  },
};

export interface S3Options {
  readonly folder: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly logFile: string;
  readonly runDir: string;
}

/** Starts the server on any free port, with one bucket. */
export async function startS3(program: string, options: S3Options): Promise<Service & { endpoint: string }> {
  // The server takes a folder for a bucket.
  mkdirSync(join(options.folder, options.bucket), { recursive: true });
  const port = await freePort('S3', 0);
  const { logFile, runDir } = options;
  const service = await startService({
    name: 's3',
    command: program,
    args: ['--port', `127.0.0.1:${port}`, 'posix', options.folder],
    env: { ROOT_ACCESS_KEY: options.accessKey, ROOT_SECRET_KEY: options.secretKey },
    logFile,
    runDir,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilReady(service, logFile, () => fetch(endpoint));
  return { ...service, endpoint };
}
