import { bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestRepository, type TestRepository } from './harness/git-repository.ts';
import {
  API_ROLES,
  createServiceInstallation,
  type ServiceInstallation,
  type ServiceProcess,
  WORKER_ROLES,
} from './harness/service-processes.ts';
import { startTraceCollector, type TraceCollector } from './harness/trace-collector.ts';

// Three processes and their servers share the machine with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

/** As a browser makes them. */
const REQUEST = '7b0a2a52-9c59-4f0e-8d3a-5f7c2e1b9a44';

let installation: ServiceInstallation;
let collector: TraceCollector;
let repository: TestRepository;
let api: ServiceProcess;
let teams: ServiceProcess;
let workers: ServiceProcess;
let token: string;

beforeAll(async () => {
  installation = await createServiceInstallation();
  collector = await startTraceCollector();
  repository = createTestRepository();
  repository.write({ 'a.ts': 'export const a = 1;\n' });
  repository.commit();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    TRELLIS_ERROR_HOOK_URL: `${collector.url}/errors/planted-in-the-path`,
  };
  // One subgraph apart: what goes with a request has to go over HTTP too.
  teams = await installation.startProcess('teams', env);
  const rest = API_ROLES.split(',').filter((role) => role !== 'teams');
  api = await installation.startProcess(rest.join(','), { ...env, TRELLIS_SUBGRAPH_URL_TEAMS: teams.url ?? '' });
  workers = await installation.startProcess(WORKER_ROLES, env);
  const names = { workspaceName: 'Observed', memberName: 'Owner', createWorkspace: true };
  token = (await bootstrapOperator(installation.config.databases.teams as string, names)).apiToken;
});

afterAll(async () => {
  repository.remove();
  await installation.drop();
  collector.close();
});

async function ask(query: string, variables: object, requestId?: string) {
  const answer = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      cookie: 'trellis_session=a-cookie-that-was-sent-along',
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { id: answer.headers.get('x-request-id'), body: (await answer.json()) as { data: Record<string, never> } };
}

async function get(process: ServiceProcess, path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${process.management}${path}`);
  return { status: answer.status, text: await answer.text() };
}

const linesOf = (process: ServiceProcess, requestId: string) =>
  process
    .log()
    .split('\n')
    .filter((line) => line.includes(requestId))
    .map((line) => JSON.parse(line) as { requestId: string; msg: string; activity?: string });

describe('an import, watched from outside', () => {
  beforeAll(async () => {
    const begun = await ask(
      'mutation StartImport($l: String!) { importRepository(input: { location: $l }) { id } }',
      { l: repository.path },
      REQUEST,
    );
    expect(begun.id).toBe(REQUEST);
    const { id } = (begun.body.data as unknown as { importRepository: { id: string } }).importRepository;
    for (let state = 'QUEUED'; state !== 'SUCCEEDED'; await new Promise((resolve) => setTimeout(resolve, 200))) {
      const { body } = await ask('query ($id: ID!) { importRun(id: $id) { state } }', { id });
      ({ state } = (body.data as unknown as { importRun: { state: string } }).importRun);
    }
  });

  it('leaves the id of its request in the log of the API and in that of the workers', () => {
    expect(linesOf(api, REQUEST).map(({ msg }) => msg)).toContain('graphql');
    const activities = linesOf(workers, REQUEST).filter(({ msg }) => msg === 'activity');
    const names = activities.map(({ activity }) => activity);
    expect(names).toEqual(
      expect.arrayContaining(['analytics.applyBatch', 'developers.applyBatch', 'teams.applyBatch']),
    );
    expect(new Set(linesOf(workers, REQUEST).map(({ requestId }) => requestId))).toEqual(new Set([REQUEST]));
  });

  it('is one trace, from the browser’s request over the subgraphs to the activities', async () => {
    const traceId = REQUEST.replaceAll('-', '');
    const ofTrace = () => collector.spans.filter((span) => span.traceId === traceId);
    await expect
      .poll(() => ofTrace().map(({ name }) => name), { timeout: 30_000 })
      .toContain('activity teams.applyBatch');
    const spans = new Map(ofTrace().map((span) => [span.spanId, span]));
    const pathTo = (name: string): string[] => {
      const path: string[] = [];
      let span = ofTrace().find((one) => one.name === name);
      for (; span !== undefined; span = spans.get(span.parentSpanId ?? '')) path.unshift(span.name);
      return path;
    };
    expect(pathTo('resolve in integrations')).toEqual(
      expect.arrayContaining(['POST /graphql', 'ask integrations', 'resolve in integrations']),
    );
    expect(pathTo('activity teams.applyBatch')).toEqual([
      'POST /graphql',
      'relay import',
      'start importRepository',
      'activity teams.applyBatch',
    ]);
  });

  it('is followed as an operation too, from the mutation to the activities', async () => {
    const id = '1e5f2a31-2222-4333-8444-955556666777';
    const rebuild = 'mutation { rebuildProjection(input: { subgraph: ANALYTICS }) { id } }';
    const begun = await ask(rebuild, {}, id);
    expect(begun.body.data).toMatchObject({ rebuildProjection: { id: expect.any(String) } });
    const activities = () => linesOf(workers, id).map(({ activity }) => activity);
    await expect.poll(activities, { timeout: 30_000 }).toContain('integrations.succeedOperation');
    const names = () =>
      collector.spans.filter((span) => span.traceId === id.replaceAll('-', '')).map(({ name }) => name);
    await expect.poll(names, { timeout: 30_000 }).toContain('activity integrations.succeedOperation');
    expect(names()).toEqual(expect.arrayContaining(['POST /graphql', 'start rebuildProjection']));
  });

  it('is followed into a subgraph of another process', async () => {
    const id = '0d4f1f0c-1111-4222-8333-944445555666';
    await ask('{ workspace { name } }', {}, id);
    const spans = () => collector.spans.filter((span) => span.traceId === id.replaceAll('-', ''));
    await expect.poll(() => spans().map(({ name }) => name), { timeout: 30_000 }).toContain('teams over HTTP');
    const served = spans().find(({ name }) => name === 'teams over HTTP');
    expect(spans().find(({ spanId }) => spanId === served?.parentSpanId)?.name).toBe('ask teams');
  });

  it('is counted: requests, operations, subgraph calls, resolvers, activities, batches, connections', async () => {
    const [ofApi, ofTeams, ofWorkers] = await Promise.all([api, teams, workers].map((one) => get(one, '/metrics')));
    expect(ofApi?.text).toMatch(/trellis_http_request_seconds_count\{route="\/graphql",status="200"\} \d/);
    expect(ofApi?.text).toContain('trellis_graphql_operation_seconds_count{operation="StartImport",outcome="ok"} 1');
    expect(ofApi?.text).toMatch(/trellis_subgraph_call_seconds_count\{subgraph="integrations",outcome="ok"\} \d/);
    expect(ofApi?.text).toMatch(/field="Mutation.importRepository"\} 1/);
    expect(ofApi?.text).toContain('trellis_outbox_oldest_seconds{subgraph="integrations"} 0');
    expect(ofApi?.text).toMatch(/trellis_database_connections\{database="integrations",state="idle"\} \d/);
    expect(ofTeams?.text).toMatch(/trellis_http_request_seconds_count\{route="\/graphql",status="200"\} \d/);
    expect(ofWorkers?.text).toMatch(
      /trellis_activity_seconds_count\{queue="analysis",activity="analytics.applyBatch",outcome="succeeded"\} 1/,
    );
    expect(ofWorkers?.text).toContain('trellis_batch_commits_total{subgraph="analytics"} 1');
    expect(ofWorkers?.text).toContain('trellis_worker_activities{queue="sync",state="slots"} 4');
    for (const { text } of [ofApi, ofTeams, ofWorkers] as { text: string }[]) {
      expect(text).toMatch(/process_resident_memory_bytes \d/);
      expect(text).not.toContain(repository.path);
      // Neither ids nor commits nor addresses are labels.
      expect(text).not.toMatch(/="[^"]*([\da-f]{8}-[\da-f]{4}-|[\da-f]{40}|@)[^"]*"/);
    }
  });

  it('sends an unexpected error to the collector, without what it was about', async () => {
    const { ownerPool } = installation.databases.integrations;
    const id = 'c0ffee00-1111-4222-8333-944445555666';
    await ownerPool.query('alter table record.repository rename to repository_gone');
    await ask('{ repositories { edges { node { id } } } }', {}, id);
    await ownerPool.query('alter table record.repository_gone rename to repository');
    await expect.poll(() => collector.errors.map(({ requestId }) => requestId), { timeout: 30_000 }).toContain(id);
    const report = collector.errors.find(({ requestId }) => requestId === id);
    expect(report).toMatchObject({ name: 'error', code: '42P01', event: 'a resolver failed' });
    expect(report?.frames.join()).toContain('subgraphs/integrations/src/store/');
    expect(JSON.stringify(report)).not.toMatch(/does not exist/);
    expect(linesOf(api, id).map(({ msg }) => msg)).toContain('a resolver failed');
  });

  it('leaves lines of JSON alone in every log', () => {
    for (const { log } of [api, teams, workers]) {
      const lines = log().trimEnd().split('\n');
      expect(lines.filter((line) => !line.startsWith('{"level":') || !line.endsWith('}'))).toEqual([]);
    }
  });

  it('leaves no secret in any log, also where somebody sends one as something else', async () => {
    await ask('{ workspace { name } }', {}, token);
    await expect.poll(() => api.log(), { timeout: 30_000 }).toContain('"requestId":"[secret]"');
    const { config } = installation;
    const { signing, encryption, aliasHashing } = config.keys;
    const storage = config.storage.kind === 's3' ? [config.storage.secretKey, config.storage.accessKey] : [];
    const secrets = [
      ...[...signing, ...encryption, aliasHashing].map(({ secret }) => secret),
      ...storage,
      token,
      'a-cookie-that-was-sent-along',
      'planted-in-the-path',
      ...Object.values(config.databases),
      config.redisUrl,
    ];
    for (const { log } of [api, teams, workers]) for (const secret of secrets) expect(log()).not.toContain(secret);
  });
});

it('ends a process on an error that nobody caught, and tells of it first', async () => {
  // Throws when it is told to, as a mistake in a timer would.
  const mistake = `process.on('SIGUSR2', () => { throw new TypeError('seen by ada@example.com') })`;
  const failing = await installation.startProcess('operations-worker', {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(mistake)}`,
    TRELLIS_ERROR_HOOK_URL: `${collector.url}/errors`,
  });
  failing.child.kill('SIGUSR2');
  expect(await failing.ended).toBe(1);
  expect(failing.log()).toContain('an error that nobody caught');
  expect(failing.log()).not.toContain('ada@');
  const report = collector.errors.find(({ isFatal }) => isFatal);
  expect(report).toMatchObject({ name: 'TypeError', event: 'an error that nobody caught' });
});

describe('readiness', () => {
  const state = async (process: ServiceProcess) => {
    const { status, text } = await get(process, '/readyz');
    const { checks } = JSON.parse(text) as { checks: Record<string, { status: string; reason?: string }> };
    return { status, checks };
  };

  it('names every dependency of the roles that a process runs', async () => {
    const ready = await Promise.all([api, teams, workers].map(state));
    expect(ready.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [ofApi, ofTeams, ofWorkers] = ready.map(({ checks }) => Object.keys(checks).sort());
    expect(ofApi).toEqual([
      'analytics.postgresql',
      'developers.postgresql',
      'integrations.postgresql',
      'predictions.postgresql',
      'redis',
      'subgraph.teams',
      'temporal',
    ]);
    expect(ofTeams).toEqual(['redis', 'teams.postgresql']);
    expect(ofWorkers).toEqual([
      'analysis.worker',
      'analytics.postgresql',
      'developers.postgresql',
      'integrations.postgresql',
      'operations.worker',
      'predictions.postgresql',
      'redis',
      'storage',
      'sync.worker',
      'teams.postgresql',
      'temporal',
    ]);
  });

  it('ends with what is missing, named at each process that needs it, and comes back with it', async () => {
    const { ownerPool } = installation.databases.teams;
    const { rows } = await ownerPool.query('delete from schema_migrations where version = $1 returning version', [
      '0002',
    ]);
    expect(rows).toHaveLength(1);
    const reasonAt = async (process: ServiceProcess, name: string) => {
      const { status, checks } = await state(process);
      return [status, checks[name]?.reason];
    };
    // Probes that come together share one look at the dependencies.
    const within = { timeout: 30_000 };
    await expect.poll(() => reasonAt(teams, 'teams.postgresql'), within).toEqual([503, 'SCHEMA_BEHIND']);
    await expect.poll(() => reasonAt(workers, 'teams.postgresql'), within).toEqual([503, 'SCHEMA_BEHIND']);
    await expect.poll(() => reasonAt(api, 'subgraph.teams'), within).toEqual([503, 'UNAVAILABLE']);
    expect((await get(teams, '/healthz')).status).toBe(200);
    await ownerPool.query("insert into schema_migrations values ('0002')");
    await expect.poll(async () => (await state(api)).status, within).toBe(200);
  });
});
