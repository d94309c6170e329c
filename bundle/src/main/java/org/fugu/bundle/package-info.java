/// What a user uploads: an archive or folder of files with a manifest, named by its content.
///
/// A [Bundle] that exists is sound: its paths are plain, its manifest is complete and every file
/// the manifest names is there. Nothing of an archive is ever written to disk, and the identity
/// depends on paths and contents alone.
@NullMarked
package org.fugu.bundle;

import org.jspecify.annotations.NullMarked;
