package org.fugu.machine.kernel;

import org.fugu.machine.tlb.Translation;

/// What a node's kernel does with translations.
public interface Translations {
    /// Writes a translation; replaces one of the same address space and page.
    ///
    /// @param frame physical frame number: home node << 20 | frame within the node
    /// @param rights 1 read, 2 write, 4 execute
    void tlbWrite(int addressSpace, long virtualPage, long frame, int rights);

    /// Writes a translation once this node is a sharer of the lines of both words that it follows
    /// from; the context waits meanwhile. The translation is not written if a line is lost before,
    /// or one of the words is no longer as expected: the TLB then has nothing for the page, and the
    /// program faults again. [TrapHandler#bound] is told of the end.
    void bind(Translation translation);

    /// Writes bind words of this node's frames, so that whatever translations follow from them go,
    /// on all nodes. The context waits until all have gone; then [TrapHandler#revoked] is called.
    ///
    /// @param bindWords physical addresses, eight bytes each
    /// @return whether all have gone already: nobody waits then, and nothing is called
    boolean revoke(long... bindWords);

    /// @return whether there was one
    boolean tlbDrop(int addressSpace, long virtualPage);

    /// Drops every translation of a frame that this node holds.
    void tlbDropFrame(long frame);

    /// What the TLB says of a page, without side effect: rights in bits 2 to 0 and the frame above
    /// bit 3, or -1.
    long tlbProbe(int addressSpace, long virtualPage);

    /// Whose translations the processor uses from now on.
    void runAddressSpace(int addressSpace);
}
