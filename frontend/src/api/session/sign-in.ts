import { request } from '@/api/client';
import type { Credentials, Session } from '@/api/types';

export function signIn(credentials: Credentials) {
  return request<Session>('/session', { method: 'POST', body: credentials });
}
