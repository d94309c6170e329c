package org.fugu.exokernel.abi;

/// Renders the constants for guests in Rust, `guest/rust/fugu/src/abi.rs`, from what [AbiHeader] has.
///
/// Instructions name a register by its number, so registers are texts too, by a macro: `csr!(UO0)` is
/// `"0x800"`.
public final class AbiCrate implements AbiHeader.Form {
    private static final String PREFIX = "FUGU_";
    private static final String CSR = "CSR_";

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder registers = new StringBuilder();

    private AbiCrate() {}

    /// The whole file.
    public static String render() {
        var crate = new AbiCrate();
        crate.text
                .append("//! The numbers of the kernel's interface.\n")
                .append("//!\n")
                .append("//! Rendered from the tables of the exokernel; do not edit.\n")
                .append("//! ./fugu abi --rust > guest/rust/fugu/src/abi.rs\n")
                .append("//! SPDX-License-Identifier: Apache-2.0\n");
        AbiHeader.tell(crate);
        crate.refusals();
        return crate.text
                .append("\n/// A register's number as a text, for instructions.\n")
                .append("#[macro_export]\nmacro_rules! csr {\n")
                .append(crate.registers)
                .append("}\n")
                .toString();
    }

    @Override
    public void section(String title) {
        text.append("\n// ").append(title).append('\n');
    }

    @Override
    public void define(String name, String value, String note) {
        var own = name.substring(PREFIX.length());
        if (!note.isEmpty())
            text.append("/// `").append(note.replace('`', '\'')).append("`\n");
        boolean negative = value.startsWith("(");
        text.append("pub const ")
                .append(own)
                .append(negative ? ": i64 = " : ": u64 = ")
                .append(negative ? value.substring(1, value.length() - 1) : value)
                .append(";\n");
        if (own.startsWith(CSR)) {
            registers
                    .append("    (")
                    .append(own.substring(CSR.length()))
                    .append(") => { \"")
                    .append(value)
                    .append("\" };\n");
        }
    }

    private void refusals() {
        section("What a refusal means");
        text.append("pub const REFUSALS: &[(i64, &str, &str)] = &[\n");
        for (var error : KernelError.values()) {
            text.append("    (E_")
                    .append(error.name())
                    .append(", \"")
                    .append(error.wireName())
                    .append("\", \"")
                    .append(error.meaning())
                    .append("\"),\n");
        }
        text.append("];\n");
    }
}
