// Uploads, submits, waits, reads and downloads with types generated from the document.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

const [address = '', key = '', archivePath = '', digest = ''] = process.argv.slice(2);
const archive = new Blob([readFileSync(archivePath)]);
const client = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${key}` } });
const bundle = { params: { path: { digest } } };

const before = await client.HEAD('/api/v1/bundles/{digest}', bundle);
require(before.response.status === 404, 'the bundle is there before it was uploaded');
const put = await client.PUT('/api/v1/bundles/{digest}', {
  ...bundle,
  body: archive,
  bodySerializer: (bytes) => bytes,
  headers: { 'Content-Type': 'application/octet-stream' },
});
require(put.data?.digest === digest, 'the upload was not taken');
const form = await client.POST('/api/v1/bundles', {
  body: { file: archive },
  bodySerializer(body) {
    const data = new FormData();
    if (body) data.append('file', body.file, 'hello.zip');
    return data;
  },
});
require(form.data?.digest === digest, 'the form was not taken');

const submitted = await client.POST('/api/v1/runs', {
  params: { header: { Prefer: 'wait=1', 'Idempotency-Key': 'typescript' } },
  body: { bundle: digest },
});
const id = submitted.data?.id ?? '';
let run = await read();
for (const deadline = Date.now() + 120_000; run.finishedAt === null && Date.now() < deadline; ) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  run = await read();
}
const list = await client.GET('/api/v1/runs', { params: { query: { state: 'finished', limit: 1 } } });
const listed = list.data?.items[0];
require(listed?.id === id && listed.latencies === null, 'the list does not begin with the run');

const unknown = await client.GET('/api/v1/runs/{id}', { params: { path: { id: `run_${'0'.repeat(20)}` } } });
require(unknown.error?.code === 'not-found', 'a run is there that nobody submitted');

const text = await client.GET('/api/v1/runs/{id}/console', { params: { path: { id } } });
const download = await client.GET('/api/v1/bundles/{digest}/archive', { ...bundle, parseAs: 'blob' });
require(download.data !== undefined, 'there is no archive');
console.log(
  JSON.stringify({
    run: run.id,
    state: run.state,
    outcome: run.outcome,
    exitCode: run.exitCode,
    cycles: run.cycles,
    latencies: Object.fromEntries(Object.entries(run.latencies ?? {}).map(([name, { count }]) => [name, count])),
    console: typeof text.data === 'object' ? text.data.nodes : undefined,
    archive: createHash('sha256').update(Buffer.from(await download.data.arrayBuffer())).digest('hex'),
  }),
);

async function read() {
  const { data } = await client.GET('/api/v1/runs/{id}', { params: { path: { id } } });
  require(data !== undefined, 'the run cannot be read');
  return data;
}

function require(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
