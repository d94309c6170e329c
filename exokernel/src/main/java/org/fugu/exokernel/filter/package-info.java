/// Filters of messages that applications describe to the kernel: checked, merged and compiled into code that the
/// processor executes. After MPF (Yuhara and others, USENIX 1994), which looks up where merged filters differ in a
/// hash table, and DPF (Engler and Kaashoek, SIGCOMM 1996), which compiles merged filters.
@NullMarked
package org.fugu.exokernel.filter;

import org.jspecify.annotations.NullMarked;
