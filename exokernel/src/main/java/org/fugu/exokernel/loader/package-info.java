/// From an ELF file to environments that can start.
///
/// A file is hostile until it is parsed: every number in it is checked before it is used, nothing
/// is allocated by what the file claims, and a refusal names what is wrong. Loading happens before
/// cycle 0 and costs no simulated time.
@NullMarked
package org.fugu.exokernel.loader;

import org.jspecify.annotations.NullMarked;
