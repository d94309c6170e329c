export { LibrariesPage } from '@/features/libraries/libraries-page';
export { LibraryPage } from '@/features/libraries/library-page';
