/// Trap causes, and the port through which an operating system written in Java takes over.
@NullMarked
package org.fugu.machine.trap;

import org.jspecify.annotations.NullMarked;
