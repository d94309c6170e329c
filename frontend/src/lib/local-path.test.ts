import { expect, test } from 'vitest';
import { localPath } from './local-path';

test('after sign-in one goes on to a page of the dashboard, never to another site', () => {
  expect(localPath('/runs/run_1?x=1')).toBe('/runs/run_1?x=1');
  for (const foreign of ['https://evil.example', '//evil.example', '/\\evil.example', 'runs', null]) {
    expect(localPath(foreign)).toBe('/');
  }
});
