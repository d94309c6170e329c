import { request } from '@/api/client';
import type { Session } from '@/api/types';

export function signIn(credentials: { name: string; password: string }) {
  return request<Session>('/session', { method: 'POST', body: credentials });
}
