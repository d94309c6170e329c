export { SharedRunPage } from '@/features/runs/shared-run-page';
