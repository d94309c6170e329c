export { RunSetPage } from '@/features/run-sets/run-set-page';
export { RunSetsPage } from '@/features/run-sets/run-sets-page';
