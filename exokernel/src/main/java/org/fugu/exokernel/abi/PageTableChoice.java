package org.fugu.exokernel.abi;

/// Which organisation of page table a job asks its library OS for. The kernel only hands it on.
public enum PageTableChoice {
    /// The one that the library OS was linked for, or takes by itself.
    LINKED("linked", 0),
    /// A tree of two levels.
    TWO_LEVEL("two-level", 1),
    /// One array, indexed by page number.
    FLAT("flat", 2),
    /// A hash table with an entry for each frame.
    INVERTED("inverted", 3);

    private final String wireName;
    private final int number;

    PageTableChoice(String wireName, int number) {
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

    @Override
    public String toString() {
        return wireName;
    }

    /// @throws IllegalArgumentException naming those there are
    public static PageTableChoice named(String name) {
        return StructureNames.find("page table", name, values(), PageTableChoice::wireName);
    }
}
