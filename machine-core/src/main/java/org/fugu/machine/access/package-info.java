/// A node's own side of memory: translations, the caches or the protocol behind them, and what the
/// kernel does with lines.
@NullMarked
package org.fugu.machine.access;

import org.jspecify.annotations.NullMarked;
