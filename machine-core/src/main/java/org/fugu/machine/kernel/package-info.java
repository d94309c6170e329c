/// What a node's kernel can do, by subject, and what it is told.
@NullMarked
package org.fugu.machine.kernel;

import org.jspecify.annotations.NullMarked;
