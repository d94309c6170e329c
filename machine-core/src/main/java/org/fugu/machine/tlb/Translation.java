package org.fugu.machine.tlb;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A translation that holds for as long as two words in memory stay as they are.
///
/// @param virtualPage 36 bits
/// @param frame physical frame number
/// @param rights 1 read, 2 write, 4 execute
/// @param bindWord physical address of the kernel's word for the frame (`src0`), or [#NO_WORD]
/// @param tableWord physical address of the library OS's own page-table word (`src1`), eight bytes,
///     aligned, or [#NO_WORD]
/// @param expected what the library OS found in its word when it decided on the translation
/// @param bound what the kernel found in its own word when it wrote the translation, or [#UNKNOWN]
public record Translation(
        int addressSpace,
        long virtualPage,
        long frame,
        int rights,
        long bindWord,
        long tableWord,
        long expected,
        long bound) {
    public static final long NO_WORD = -1;

    /// No kernel's word has this value.
    public static final long UNKNOWN = -1;

    /// One that has not been written before.
    public Translation(
            int addressSpace, long virtualPage, long frame, int rights, long bindWord, long tableWord, long expected) {
        this(addressSpace, virtualPage, frame, rights, bindWord, tableWord, expected, UNKNOWN);
    }

    /// The same, written when the kernel's word was as said.
    public Translation boundAt(long value) {
        if (value == bound) return this;
        return new Translation(addressSpace, virtualPage, frame, rights, bindWord, tableWord, expected, value);
    }

    /// The same with other rights.
    public Translation allowing(int others) {
        return new Translation(addressSpace, virtualPage, frame, others, bindWord, tableWord, expected, bound);
    }

    /// The same, whatever becomes of the two words.
    public Translation unwatched() {
        return new Translation(addressSpace, virtualPage, frame, rights, NO_WORD, NO_WORD, 0);
    }

    public void save(StateWriter out) {
        out.add(addressSpace).add(virtualPage).add(frame).add(rights);
        out.add(bindWord).add(tableWord).add(expected).add(bound);
    }

    public static Translation restored(StateReader in) {
        return new Translation(
                in.nextInt(0, Integer.MAX_VALUE),
                in.next(),
                in.next(),
                in.nextInt(0, Tlb.READ | Tlb.WRITE | Tlb.EXECUTE),
                in.next(),
                in.next(),
                in.next(),
                in.next());
    }
}
