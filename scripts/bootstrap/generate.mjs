import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { whenChanged } from './stamp.mjs';
import { runCommand, step } from './step.mjs';

/** Makes the database clients of Prisma and the types of resolvers and client documents, where their inputs changed. */
export async function generateCode(root, env) {
  for (const subgraph of readdirSync(join(root, 'subgraphs')).sort()) {
    const schema = `subgraphs/${subgraph}/prisma/schema.prisma`;
    if (!existsSync(join(root, schema))) continue;
    await whenChanged(
      root,
      `prisma-${subgraph}`,
      [schema, 'pnpm-lock.yaml'],
      [`subgraphs/${subgraph}/src/generated/prisma`],
      () =>
        step(`Generating the database client of ${subgraph}`, () =>
          // The generator needs no schema engine, but the command insists on one; any executable will do.
          runCommand('pnpm', ['exec', 'prisma', 'generate', '--schema', schema], {
            cwd: root,
            env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
          }),
        ),
    );
  }
  const parents = readdirSync(join(root, 'subgraphs')).map(
    (subgraph) => `subgraphs/${subgraph}/src/resolvers/parents.ts`,
  );
  const inputs = [
    'codegen.ts',
    'schema',
    'web/src',
    'web/scripts',
    'extensions/cli/src',
    ...parents.sort(),
    'pnpm-lock.yaml',
  ];
  const outputs = readdirSync(join(root, 'subgraphs')).map(
    (subgraph) => `subgraphs/${subgraph}/src/generated/resolvers.ts`,
  );
  await whenChanged(root, 'graphql', inputs, ['web/src/generated', 'extensions/cli/src/generated', ...outputs], () =>
    step('Generating the types of resolvers and client documents', () =>
      runCommand('node', ['node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.ts'], {
        cwd: root,
        env,
      }),
    ),
  );
}

/** Bundles the workflows, where their sources changed: a worker that bundles by itself keeps a hundred megabytes more. */
export async function bundleWorkflows(root, env) {
  const inputs = ['workers/sync/src', 'workers/sync/scripts', 'packages/contributions/src', 'pnpm-lock.yaml'];
  await whenChanged(root, 'workflows', inputs, ['workers/sync/dist/workflows.js'], () =>
    step('Bundling the workflows', () =>
      runCommand('node', ['workers/sync/scripts/bundle-workflows.ts'], { cwd: root, env }),
    ),
  );
}

/** Builds the web application into web/dist, where its sources changed. */
export async function buildWeb(root, env) {
  await whenChanged(root, 'web', ['web', 'schema', 'codegen.ts', 'pnpm-lock.yaml'], ['web/dist/index.html'], () =>
    step('Building the web application', () =>
      runCommand('pnpm', ['exec', 'vite', 'build'], { cwd: join(root, 'web'), env }),
    ),
  );
}
