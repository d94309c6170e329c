// The pages of one project, as one file to fetch.
export { AlertsPage } from '@/features/alerts/alerts-page';
export { BenchmarkPage } from '@/features/benchmarks/benchmark-page';
export { ComparisonPage } from '@/features/comparisons/comparison-page';
export { JoinPage } from '@/features/projects/join-page';
export { ProjectRunsPage } from '@/features/projects/project-runs-page';
export { SettingsPage } from '@/features/projects/settings-page';
export { ProjectPage } from './project-page';
