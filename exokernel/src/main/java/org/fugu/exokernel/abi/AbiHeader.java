package org.fugu.exokernel.abi;

import java.util.Locale;
import org.fugu.machine.message.Status;
import org.fugu.machine.trap.TrapCause;

/// The constants of the interface in their order, and the C header of the SDK that has them,
/// `guest/include/fugu/abi.h`. It holds nothing but `#define`, so that assembler sources can include
/// it too.
public final class AbiHeader {
    private final Form form;

    private AbiHeader(Form form) {
        this.form = form;
    }

    /// How a language writes constants down.
    interface Form {
        /// The title of those that follow.
        void section(String title);

        /// @param name as in C
        /// @param value as in C: decimal, hexadecimal, or negative in parentheses
        /// @param note what is to be said of it, or empty
        void define(String name, String value, String note);
    }

    /// The whole file.
    public static String render() {
        var text = new StringBuilder()
                .append("/* Rendered from the tables of the exokernel; do not edit.\n")
                .append(" * ./fugu abi --header > guest/include/fugu/abi.h\n")
                .append(" * SPDX-License-Identifier: Apache-2.0 */\n")
                .append("#ifndef FUGU_ABI_H\n#define FUGU_ABI_H\n");
        tell(new Definitions(text));
        return text.append("\n#endif\n").toString();
    }

    /// Every constant, in the order of the files.
    static void tell(Form form) {
        var constants = new AbiHeader(form);
        constants.systemCalls();
        constants.errors();
        constants.capabilities();
        constants.contexts();
        constants.csrs();
        constants.causes();
        constants.bootRecord();
        constants.addresses();
    }

    private void systemCalls() {
        section("System calls: number in a7, arguments in a0 to a5, result in a0");
        for (var call : SystemCall.values()) {
            define("FUGU_SYS_" + call.name(), Integer.toString(call.number()), note(call));
        }
    }

    private static String note(SystemCall call) {
        var errors = call.errors().isEmpty() ? "" : "; refusals: " + call.errorNames();
        return "(" + call.arguments() + ")" + errors;
    }

    private void errors() {
        section("Refusals, in a0");
        for (var error : KernelError.values()) {
            define("FUGU_E_" + error.name(), "(" + error.number() + ")", error.meaning());
        }
    }

    private void capabilities() {
        section("Rights of a capability; the first three are those of a page");
        for (var right : Right.values()) define("FUGU_RIGHT_" + right.name(), hex(right.bit()), "");
        section("What a capability is for, as cap_inspect answers it");
        for (var kind : ObjectKind.values()) define("FUGU_KIND_" + kind.name(), Integer.toString(kind.number()), "");
    }

    private void contexts() {
        section("What environment_set sets");
        for (var field : ContextField.values()) {
            define("FUGU_CONTEXT_" + field.name(), Integer.toString(field.number()), field.meaning());
        }
        section("What the kernel marks in the byte of a page");
        for (var bit : PageBit.values()) {
            define("FUGU_PAGE_" + bit.name(), Integer.toString(bit.bit()), bit.meaning());
        }
        section("What an environment can be asked to give back, as cap_revoke asks for it");
        for (var kind : Reclaimable.values()) {
            define("FUGU_RECLAIM_" + kind.name(), Integer.toString(kind.number()), kind.meaning());
        }
    }

    private void csrs() {
        section("Control and status registers");
        for (var csr : GuestCsr.values()) define("FUGU_CSR_" + csr.name(), hex(csr.number()), csr.meaning());
        section("Bits of ustat");
        define("FUGU_STATUS_AVAILABLE", hex(Status.AVAILABLE), "a message is at the head of the queue");
        define("FUGU_STATUS_FREE", hex(Status.FREE), "the network takes messages");
        define("FUGU_STATUS_NO_UNIT", hex(Status.NO_UNIT), "the machine has no message unit");
    }

    private void causes() {
        section("Trap causes, in ucause");
        for (var cause : TrapCause.values()) {
            define("FUGU_CAUSE_" + cause.name(), Integer.toString(cause.number()), "");
        }
    }

    private void bootRecord() {
        section("Boot record: offsets of its fields");
        for (var field : BootField.values()) {
            define("FUGU_BOOT_" + field.name(), Integer.toString(field.offset()), size(field));
        }
        section("Boot record: values");
        define("FUGU_BOOT_MAGIC_VALUE", hex(BootField.MAGIC_VALUE), "FUGUBOOT");
        define("FUGU_BOOT_VERSION_VALUE", Integer.toString(BootField.VERSION_VALUE), "");
        define(
                "FUGU_BOOT_SEGMENT_BYTES",
                Integer.toString(BootField.SEGMENT_BYTES),
                "u64 address, bytes; u32 cap, rights");
        define("FUGU_BOOT_SEGMENT_SHARED", hex(BootField.SEGMENT_SHARED), "in a segment's rights");
        define("FUGU_BOOT_MOST_SEGMENTS", Integer.toString(BootField.MOST_SEGMENTS), "");
        for (var choice : PageTableChoice.values()) {
            define("FUGU_PAGE_TABLE_" + choice.name(), Integer.toString(choice.number()), "");
        }
        for (var placement : LibraryPlacement.values()) {
            define("FUGU_PLACEMENT_" + placement.name(), Integer.toString(placement.number()), "");
        }
    }

    private static String size(BootField field) {
        return field.bytes() + " bytes";
    }

    private void addresses() {
        section("Addresses the kernel chooses");
        define("FUGU_PAGE_BYTES", Integer.toString(AddressSpace.PAGE_BYTES), "");
        define("FUGU_ADDRESS_BOOT_RECORD", hex(AddressSpace.BOOT_RECORD), "");
        define("FUGU_ADDRESS_STACK_START", hex(AddressSpace.STACK_START), "");
        define("FUGU_ADDRESS_STACK_END", hex(AddressSpace.STACK_END), "");
        define("FUGU_ADDRESS_MESSAGES_START", hex(AddressSpace.MESSAGES_START), "");
        define("FUGU_ADDRESS_MESSAGES_END", hex(AddressSpace.MESSAGES_END), "");
        define("FUGU_ADDRESS_HANDLERS_START", hex(AddressSpace.HANDLERS_START), "");
        define("FUGU_ADDRESS_HANDLERS_END", hex(AddressSpace.HANDLERS_END), "");
        define("FUGU_ADDRESS_FILTERS_START", hex(AddressSpace.FILTERS_START), "");
        define("FUGU_ADDRESS_FILTERS_END", hex(AddressSpace.FILTERS_END), "");
        define("FUGU_ADDRESS_IMAGE_START", hex(AddressSpace.IMAGE_START), "");
        define("FUGU_ADDRESS_IMAGE_END", hex(AddressSpace.IMAGE_END), "");
        define("FUGU_ADDRESS_LIBRARY_START", hex(AddressSpace.LIBRARY_START), "");
        define("FUGU_ADDRESS_LIBRARY_END", hex(AddressSpace.LIBRARY_END), "");
        define("FUGU_ADDRESS_END", hex(AddressSpace.END), "");
        section("Bits of p_flags");
        define("FUGU_SEGMENT_FLAG_SHARED", hex(AddressSpace.SEGMENT_FLAG_SHARED), "one copy for the whole job");
        define(
                "FUGU_SEGMENT_FLAG_GUARANTEED",
                hex(AddressSpace.SEGMENT_FLAG_GUARANTEED),
                "always refilled by the kernel");
    }

    private void section(String title) {
        form.section(title);
    }

    private void define(String name, String value, String note) {
        form.define(name, value, note);
    }

    private record Definitions(StringBuilder text) implements Form {
        @Override
        public void section(String title) {
            text.append("\n/* ").append(title).append(" */\n");
        }

        @Override
        public void define(String name, String value, String note) {
            text.append(String.format(Locale.ROOT, "#define %-32s %s", name, value));
            if (!note.isEmpty()) text.append(" /* ").append(note).append(" */");
            text.append('\n');
        }
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
