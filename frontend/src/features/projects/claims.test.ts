import { expect, test } from 'vitest';
import { readClaims } from './claims';

test('claims are read line by line, with what stands behind the first equals sign', () => {
  expect(readClaims('repository=acme/codec\n ref = refs/heads/* \n\nempty=\nx=a=b')).toEqual({
    repository: 'acme/codec',
    ref: 'refs/heads/*',
    x: 'a=b',
  });
});
