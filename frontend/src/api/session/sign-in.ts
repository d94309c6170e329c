import { request } from '@/api/client';
import type { Credentials, Session } from '@/api/types';
import { noteSignedIn } from './presence';

export async function signIn(credentials: Credentials) {
  const session = await request<Session>('/session', { method: 'POST', body: credentials });
  noteSignedIn(true);
  return session;
}
