/// The processor of a node: register sets that share one pipeline.
@NullMarked
package org.fugu.machine.processor;

import org.jspecify.annotations.NullMarked;
