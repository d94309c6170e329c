// What Maven runs: `node scripts/build.mjs build` and `… check`. Each step is skipped when nothing it reads has
// changed since it last went well, because the Java modules are built far more often than this one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const API = '../service/openapi.json';
const TOOLS = ['package.json', 'package-lock.json'];
const SOURCES = [...TOOLS, API, 'index.html', 'vite.config.ts', 'tsconfig.json', 'eslint.config.js', 'scripts', 'src', 'public'];
const BUILT = 'target/classes/static/index.html';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`The dashboard needs Node 20.19 or later, and this is ${process.versions.node}. Install a newer one, or build with -Dfrontend.skip.`);
}

const tasks = {
  build() {
    install();
    step('build', SOURCES, BUILT, () => {
      npm('run', 'generate');
      npm('run', 'build');
      compressAssets();
    });
  },
  check() {
    if (process.env.SKIP_TESTS === 'true') return;
    install();
    step('check', SOURCES, 'src/api/schema.d.ts', () => npm('run', 'check'));
  },
};
const task = tasks[process.argv[2]];
if (task === undefined) fail('Say what to do: build or check.');
task();

function install() {
  step('install', TOOLS, 'node_modules/.package-lock.json', () => npm('ci', '--no-audit', '--no-fund'));
}

/**
 * Does something unless it went well before with the same inputs and its product is still there. The stamp holds the
 * inputs as they were before the work, since what is changed meanwhile is not in the product, and its time says when
 * they were last found good.
 */
function step(name, inputs, product, work) {
  const stamp = join(root, 'target', `frontend-${name}.stamp`);
  const now = digest(inputs);
  const done = existsSync(stamp) && existsSync(join(root, product)) && readFileSync(stamp, 'utf8') === now;
  if (!done) work();
  mkdirSync(join(root, 'target'), { recursive: true });
  writeFileSync(stamp, now);
}

function digest(inputs) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const input of inputs) {
    for (const file of filesOf(join(root, input))) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return path.endsWith('schema.d.ts') ? [] : [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/** Beside each asset what a browser gets that takes it: the service has nothing to compress. */
function compressAssets() {
  const assets = join(root, 'target/classes/static/assets');
  for (const name of readdirSync(assets).filter((file) => /\.(js|css)$/.test(file))) {
    const content = readFileSync(join(assets, name));
    writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content));
    writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  }
}

function npm(...command) {
  const { status, error } = spawnSync('npm', command, { cwd: root, stdio: 'inherit' });
  if (error) fail(`npm cannot be run (${error.message}). Install npm, or build with -Dfrontend.skip.`);
  if (status !== 0) fail(`npm ${command.join(' ')} failed; what it said is above.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
