import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { whenChanged } from './stamp.mjs';
import { runCommand, step } from './step.mjs';

/** Makes the database clients of Prisma and the types of resolvers and client documents, where their inputs changed. */
export function generateCode(root, env) {
  const subgraphs = readdirSync(join(root, 'subgraphs')).sort();
  const withClient = subgraphs.filter((subgraph) =>
    existsSync(join(root, `subgraphs/${subgraph}/prisma/schema.prisma`)),
  );
  return step('Generating database clients, resolver types and client documents', () =>
    Promise.all([
      ...withClient.map((subgraph) => databaseClient(root, env, subgraph)),
      graphqlTypes(root, env, subgraphs),
    ]),
  );
}

function databaseClient(root, env, subgraph) {
  const schema = `subgraphs/${subgraph}/prisma/schema.prisma`;
  const output = `subgraphs/${subgraph}/src/generated/prisma`;
  return whenChanged(root, `prisma-${subgraph}`, [schema, 'pnpm-lock.yaml'], [output], () =>
    // The generator needs no schema engine, but the command insists on one; any executable will do.
    runCommand('pnpm', ['exec', 'prisma', 'generate', '--schema', schema], {
      cwd: root,
      env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    }),
  );
}

function graphqlTypes(root, env, subgraphs) {
  const parents = subgraphs.map((subgraph) => `subgraphs/${subgraph}/src/resolvers/parents.ts`);
  const plugins = ['web/scripts', 'gateway/scripts'];
  const inputs = ['codegen.ts', 'schema', 'web/src', ...plugins, 'extensions/cli/src', ...parents, 'pnpm-lock.yaml'];
  const resolvers = subgraphs.map((subgraph) => `subgraphs/${subgraph}/src/generated/resolvers.ts`);
  const outputs = ['web/src/generated', 'extensions/cli/src/generated', 'gateway/src/generated', ...resolvers];
  return whenChanged(root, 'graphql', inputs, outputs, () =>
    runCommand('node', ['node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.ts'], { cwd: root, env }),
  );
}

/** The workers that have workflows. */
const WORKFLOW_WORKERS = ['sync', 'operations'];

/** Bundles the workflows, where their sources changed: a worker that bundles by itself keeps a hundred megabytes more. */
export async function bundleWorkflows(root, env) {
  for (const worker of WORKFLOW_WORKERS) {
    const shared = [
      'packages/contributions/src',
      'packages/operations/src',
      'packages/temporal/src',
      'packages/temporal/scripts',
    ];
    const inputs = [`workers/${worker}/src`, ...shared, 'pnpm-lock.yaml'];
    await whenChanged(root, `workflows-${worker}`, inputs, [`workers/${worker}/dist/workflows.js`], () =>
      step(`Bundling the workflows of ${worker}`, () =>
        runCommand('node', ['packages/temporal/scripts/bundle-workflows.ts', worker], { cwd: root, env }),
      ),
    );
  }
}

/** Builds the web application into web/dist, where its sources changed. */
export async function buildWeb(root, env) {
  await whenChanged(root, 'web', ['web', 'schema', 'codegen.ts', 'pnpm-lock.yaml'], ['web/dist/index.html'], () =>
    step('Building the web application', () =>
      runCommand('pnpm', ['exec', 'vite', 'build'], { cwd: join(root, 'web'), env }),
    ),
  );
}
