/// The state of a machine as a sequence of values: written to a digest or to a snapshot, and read
/// back from one.
///
/// Every part with a state of its own has `save(StateWriter)` and `restore(StateReader)`, which
/// name the same values in the same order. What can be computed from the rest (hints, decoded
/// forms) is in neither.
@NullMarked
package org.fugu.machine.state;

import org.jspecify.annotations.NullMarked;
