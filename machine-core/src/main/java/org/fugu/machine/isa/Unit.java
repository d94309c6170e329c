package org.fugu.machine.isa;

/// The parts of a processor that differ in how long they take.
public enum Unit {
    INTEGER,
    MULTIPLY,
    DIVIDE,
    FLOAT_ADD,
    FLOAT_MULTIPLY,
    FLOAT_DIVIDE,
    FLOAT_SQUARE_ROOT,
    FLOAT_OTHER
}
