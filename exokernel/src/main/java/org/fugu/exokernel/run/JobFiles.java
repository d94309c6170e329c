package org.fugu.exokernel.run;

import org.fugu.exokernel.abi.InputContents;
import org.jspecify.annotations.Nullable;

/// The files of a job, which its [JobInputs] name by their digests.
///
/// @param library the shared object of its library OS, if that is apart
/// @param disk what its disks hold when it begins, if anything
/// @param inputs what its programs can read, if anything
public record JobFiles(
        byte[] program,
        byte @Nullable [] library,
        byte @Nullable [] disk,
        @Nullable InputContents inputs) {
    /// Those of a job that was given nothing to read.
    public JobFiles(byte[] program, byte @Nullable [] library, byte @Nullable [] disk) {
        this(program, library, disk, null);
    }

    /// Those of a job that has a program and nothing else.
    public JobFiles(byte[] program) {
        this(program, null, null, null);
    }
}
