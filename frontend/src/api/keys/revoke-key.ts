import { request } from '@/api/client';

export function revokeKey(id: string) {
  return request<undefined>(`/keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
