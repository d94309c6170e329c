/// Two-case delivery, the kernel's side (Mackenzie and others, HPCA 1998). In the direct case a message
/// goes from the network to its program, and no kernel has to do with it. In the second case the kernel
/// takes it in, puts it into its receiver's virtual memory, and shows it to the program later, in order,
/// through the same registers. The program cannot tell, but by the clock.
@NullMarked
package org.fugu.exokernel.delivery;

import org.jspecify.annotations.NullMarked;
