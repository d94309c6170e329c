/// Benchmarks: measured, and compared with what was measured before.
@NullMarked
package org.fugu.cli.bench;

import org.jspecify.annotations.NullMarked;
