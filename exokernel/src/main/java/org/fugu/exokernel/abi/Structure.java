package org.fugu.exokernel.abi;

/// How the operating system of a job is structured: what the slides compare.
///
/// @param placement where the library OS is
/// @param kernel whose paths are charged
/// @param pageTable which organisation the library OS is asked for
public record Structure(LibraryPlacement placement, KernelModel kernel, PageTableChoice pageTable) {
    /// A library OS in the program, on the exokernel, with its own page table.
    public static final Structure EXOKERNEL =
            new Structure(LibraryPlacement.LIBRARY, KernelModel.AEGIS, PageTableChoice.LINKED);

    /// What goes with a kernel: the library OS is part of a monolithic one.
    public static Structure of(KernelModel kernel) {
        var placement = kernel == KernelModel.ULTRIX ? LibraryPlacement.MONOLITHIC : LibraryPlacement.LIBRARY;
        return new Structure(placement, kernel, PageTableChoice.LINKED);
    }

    /// Whether nothing is otherwise than usual.
    public boolean isUsual() {
        return equals(EXOKERNEL);
    }

    public Structure with(PageTableChoice other) {
        return new Structure(placement, kernel, other);
    }

    public Structure with(KernelModel other) {
        return new Structure(placement, other, pageTable);
    }

    public Structure with(LibraryPlacement other) {
        return new Structure(other, kernel, pageTable);
    }

    @Override
    public String toString() {
        return placement.wireName() + " on " + kernel.wireName() + " with page table " + pageTable.wireName();
    }
}
