/// The user communication unit (UCU): protected user-level messages, sent and received without the
/// kernel.
@NullMarked
package org.fugu.machine.message;

import org.jspecify.annotations.NullMarked;
