/// Machine presets: one data file a machine, in which every figure has a unit, a range, a kind and
/// a source.
@NullMarked
package org.fugu.machine.preset;

import org.jspecify.annotations.NullMarked;
