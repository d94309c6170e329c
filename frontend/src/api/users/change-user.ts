import { request } from '@/api/client';
import type { LinkedIdentity, NewPassword, TemporaryPassword, UserChange, UserDetail } from '@/api/types';

export function changeUser(id: string, tag: string, change: UserChange) {
  return request<UserDetail>(path(id), { method: 'PUT', body: change, headers: { 'If-Match': tag } });
}

/** The answer holds the password: the only time it is ever told. */
export function resetPassword(id: string) {
  return request<TemporaryPassword>(`${path(id)}/password-reset`, { method: 'POST' });
}

export function deleteUser(id: string, cascade: boolean) {
  return request<undefined>(`${path(id)}${cascade ? '?cascade=true' : ''}`, { method: 'DELETE' });
}

export function linkIdentity(id: string, subject: string) {
  return request<LinkedIdentity>(`${path(id)}/identity`, { method: 'PUT', body: { subject } });
}

export function unlinkIdentity(id: string) {
  return request<undefined>(`${path(id)}/identity`, { method: 'DELETE' });
}

export function changePassword(passwords: NewPassword) {
  return request<undefined>('/users/me/password', { method: 'PUT', body: passwords });
}

function path(id: string) {
  return `/users/${encodeURIComponent(id)}`;
}
