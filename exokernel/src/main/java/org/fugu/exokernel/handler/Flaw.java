package org.fugu.exokernel.handler;

import java.util.Locale;

/// Why a handler is not accepted.
///
/// @param offset of the instruction, in bytes from the handler's first
public record Flaw(Kind kind, int offset) {
    private static final int KIND_SHIFT = 32;

    /// What is wrong with an instruction.
    public enum Kind {
        INSTRUCTION("an instruction that a handler may not use"),
        RELATIVE("an address relative to the code, which the kernel keeps elsewhere"),
        REGISTER("a register of the message unit that a handler may not use so"),
        MEMORY("an access that is not proved to be in the handler's data"),
        TARGET("a jump or a branch that leads out of the handler"),
        BACKWARD("a jump or a branch that does not lead forward"),
        MIDDLE("a jump or a branch into the middle of an instruction"),
        END("the handler goes on behind its last instruction"),
        LAUNCH("a launch that is not proved to be of one to eight double-words, without bulk data"),
        MESSAGES("more launches than a handler may make");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /// For people.
        public String meaning() {
            return meaning;
        }
    }

    /// For people, for example `0x1c: an access that is not proved to be in the handler's data`.
    public String text() {
        return String.format(Locale.ROOT, "0x%x: %s", offset, kind.meaning);
    }

    /// As one number, which [#of] reads.
    public long packed() {
        return (long) kind.ordinal() << KIND_SHIFT | offset;
    }

    /// What [#packed] answered.
    public static Flaw of(long packed) {
        return new Flaw(Kind.values()[(int) (packed >>> KIND_SHIFT)], (int) packed);
    }
}
