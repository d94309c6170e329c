/// Exact figures of a bundle's benchmarks, the file that keeps them, and their comparison.
///
/// A results file holds nothing of the host: the same bundle gives the same file, byte for byte.
@NullMarked
package org.fugu.experiment.benchmark;

import org.jspecify.annotations.NullMarked;
