package org.fugu.exokernel.abi;

/// What a capability can be for, as `cap_inspect` answers it.
public enum ObjectKind {
    CONSOLE(1),
    MEMORY(2),
    FRAMES(3),
    PROCESSOR(4),
    ENVIRONMENT(5);

    private final int number;

    ObjectKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
