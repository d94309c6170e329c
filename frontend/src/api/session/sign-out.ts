import { request } from '@/api/client';

export function signOut() {
  return request<undefined>('/session', { method: 'DELETE' });
}
