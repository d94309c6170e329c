package org.fugu.experiment.reproduce;

/// The path of another system's kernel, which no machine here has, in place of the path that this kernel
/// was charged within a measurement. What is left of the measurement is the machine's and the program's.
///
/// @param name in the table of such paths in `rows.yaml`
/// @param instructions of it, a cycle each
/// @param replaced instructions of this kernel's path in the measurement
public record OtherPath(String name, long instructions, long replaced) {
    long cyclesMore() {
        return instructions - replaced;
    }

    @Override
    public String toString() {
        return name + ", " + instructions + " instructions";
    }
}
