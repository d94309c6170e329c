/// Code that applications bring into the kernel: handlers of messages, which run while their owner does
/// not, verified before they are accepted (application-specific safe handlers: Wallach, Engler and
/// Kaashoek, SIGCOMM 1996).
@NullMarked
package org.fugu.exokernel.handler;

import org.jspecify.annotations.NullMarked;
