// What administrators need, in a file of its own.
export { AccountPage } from '@/features/account/account-page';
export { StatusPage } from '@/features/status/status-page';
export { UsersPage } from '@/features/administration/users-page';
export { AuditPage } from '@/features/administration/audit-page';
export { EverybodyPage } from '@/features/administration/everybody-page';
