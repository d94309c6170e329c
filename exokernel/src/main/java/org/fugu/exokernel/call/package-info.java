/// The system calls: decode, then invoke. There is a file for each kind of object that calls are
/// about.
///
/// Decoding looks at the caller's registers, capabilities and memory. It answers that the call is
/// refused, or that it is ready; it has no side effect. A ready call says how many units of work it
/// is charged, and cannot fail any more. It is done when it returns, or pending until other nodes
/// have answered.
@NullMarked
package org.fugu.exokernel.call;

import org.jspecify.annotations.NullMarked;
