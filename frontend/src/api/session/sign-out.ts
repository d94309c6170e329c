import { request } from '@/api/client';
import { noteSignedIn } from './presence';

export async function signOut() {
  await request<undefined>('/session', { method: 'DELETE' });
  noteSignedIn(false);
}
