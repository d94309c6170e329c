package org.fugu.exokernel.abi;

/// Whose paths a job's kernel is charged by.
public enum KernelModel {
    /// The exokernel's own.
    AEGIS("aegis"),
    /// A monolithic kernel's, Ultrix 4.2.
    ULTRIX("ultrix"),
    /// A microkernel's, Mach 3.0.
    MACH("mach");

    private final String wireName;

    KernelModel(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// @throws IllegalArgumentException naming those there are
    public static KernelModel named(String name) {
        return StructureNames.find("kernel", name, values(), KernelModel::wireName);
    }
}
