import { request } from '@/api/client';
import type { NewKey } from '@/api/types';

/** The answer holds the token: the only time it is ever told. */
export function createKey(key: { name: string; expiresInDays?: number }) {
  return request<NewKey>('/keys', { method: 'POST', body: key });
}
