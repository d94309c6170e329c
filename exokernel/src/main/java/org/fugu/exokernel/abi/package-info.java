/// What a guest program is told, as data: system calls, rights, errors, CSRs, trap causes, the boot
/// record and the addresses the kernel chooses.
///
/// Each table exists once. The kernel dispatches by it, the C header is rendered from it, and
/// `./fugu abi` prints it; numbers that were published are never given a second meaning.
@NullMarked
package org.fugu.exokernel.abi;

import org.jspecify.annotations.NullMarked;
