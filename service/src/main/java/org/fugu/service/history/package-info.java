/// What the benchmarks of a project measured over time, by branch and machine.
@NullMarked
package org.fugu.service.history;

import org.jspecify.annotations.NullMarked;
