export { SharedRunPage } from '@/features/runs/shared-run-page';
export { SharedRunSetPage } from '@/features/run-sets/shared-run-set-page';
