import { request } from '@/api/client';
import type { IssuedKey, NewKey } from '@/api/types';

/** The answer holds the token: the only time it is ever told. */
export function createKey(key: NewKey) {
  return request<IssuedKey>('/keys', { method: 'POST', body: key });
}
