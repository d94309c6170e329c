package org.fugu.exokernel.abi;

/// Where the library OS of a job is, as seen from its program.
public enum LibraryPlacement {
    /// In the program's own address space, reached by a procedure call: an exokernel's way.
    LIBRARY("library", 0),
    /// In an environment of its own on each node, reached by protected control transfer: a microkernel's way.
    SERVER("server", 1),
    /// In every address space, behind a crossing that is charged: a monolithic kernel's way.
    MONOLITHIC("monolithic", 2);

    private final String wireName;
    private final int number;

    LibraryPlacement(String wireName, int number) {
        this.wireName = wireName;
        this.number = number;
    }

    public String wireName() {
        return wireName;
    }

    /// What the boot record says.
    public int number() {
        return number;
    }

    /// @throws IllegalArgumentException naming those there are
    public static LibraryPlacement named(String name) {
        return StructureNames.find("placement", name, values(), LibraryPlacement::wireName);
    }
}
