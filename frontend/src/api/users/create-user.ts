import { request } from '@/api/client';
import type { NewUser, User } from '@/api/types';

export function createUser(user: NewUser) {
  return request<User>('/users', { method: 'POST', body: user });
}
