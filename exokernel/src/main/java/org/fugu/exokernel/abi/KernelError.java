package org.fugu.exokernel.abi;

import java.util.Locale;

/// Why a system call was refused. A refused call has changed nothing.
public enum KernelError {
    BAD_HANDLE(-1, "no such slot, or an old generation: the capability was deleted or revoked"),
    WRONG_OBJECT(-2, "the capability is for something else"),
    MISSING_RIGHT(-3, "the capability is for the right thing, but lacks a right the call needs"),
    BAD_ADDRESS(-4, "not mapped with the right the call needs, in a shared segment, or out of range"),
    BAD_ARGUMENT(-5, "an argument is outside the range that the call documents"),
    OUT_OF_FRAMES(-6, "this node has no free run of that many frames"),
    OUT_OF_SLOTS(-7, "every slot is taken: delete something first"),
    IN_USE(-8, "it is taken: end what is there first"),
    NO_SHARED_MEMORY(-9, "the frame is at home on another node, and this machine's nodes share no memory"),
    NO_REMOTE_ACCESS(-10, "the kernels of this machine do not serve other nodes' memory"),
    BAD_TICKET(-11, "no such ticket for this environment, or it was accepted or revoked: ask for another one"),
    TOO_DEEP(-12, "derived from what was derived, 64 times over: derive from an earlier one"),
    NOT_READY(-13, "the environment has ended, or waits for another one, or does not wait to be entered"),
    UNSAFE_CODE(-14, "a handler or a filter is not proved to stay within its bounds"),
    NO_SUCH_CALL(-38, "no system call has that number");

    private final int number;
    private final String meaning;

    KernelError(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /// The error that a guest finds as this number in `a0`.
    public static KernelError numbered(long number) {
        for (var error : values()) if (error.number == number) return error;
        throw new IllegalArgumentException("no error is " + number);
    }

    /// What the guest finds in `a0`.
    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }

    /// Stable name, for example `bad_handle`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
