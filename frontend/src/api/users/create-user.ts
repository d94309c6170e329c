import { request } from '@/api/client';
import type { User } from '@/api/types';

export function createUser(user: { name: string; password: string; role: 'user' | 'admin' }) {
  return request<User>('/users', { method: 'POST', body: user });
}
