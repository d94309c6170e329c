import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// While developing, the API is the service's own: start it, then `npm run dev`.
const service = process.env.FUGU_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // Straight into the module's classes: Spring serves classpath:/static/.
    outDir: 'target/classes/static',
    emptyOutDir: true,
    // The service's content security policy allows no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', proxy: { '/api': { target: service } } },
  preview: { host: '127.0.0.1', proxy: { '/api': { target: service } } },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    unstubGlobals: true,
    // Generous: a build machine may be busy with the Java modules at the same time.
    testTimeout: 60_000,
  },
});
