import { createLogger } from '@trellis/observability/logger.ts';
import { start } from '@trellis/worker-analysis/start.ts';

/** The worker that projects, in a process of its own that a test can kill; its configuration comes as JSON. */
await start(JSON.parse(process.env.TRELLIS_TEST_CONFIG as string), createLogger('silent', 'test'));
process.send?.('ready');
