package org.fugu.exokernel.loader;

import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;

/// A program that was found sound: a static RV64 executable whose segments lie where they may.
public final class ElfImage implements ParsedImage {
    private final byte[] file;
    private final long entry;
    private final List<ImageSegment> segments;

    ElfImage(byte[] file, long entry, List<ImageSegment> segments) {
        this.file = file;
        this.entry = entry;
        this.segments = List.copyOf(segments);
    }

    /// Reads a file that may hold anything.
    ///
    /// @return an [ElfImage] or an [ImageRejected]; nothing is thrown for any content
    public static ParsedImage parse(byte[] file) {
        return new ElfReader(file.clone()).read();
    }

    public long entry() {
        return entry;
    }

    /// In address order; no two share a page.
    public List<ImageSegment> segments() {
        return segments;
    }

    /// The functions that the file names; none if it does not say, or not in a form that can be read.
    public Symbols symbols() {
        return new SymbolReader(file, segments).read();
    }

    /// Whether any byte of a segment's page comes from the file.
    boolean hasContent(ImageSegment segment, long page) {
        long pageStart = (segment.firstPage() + page) << AddressSpace.PAGE_SHIFT;
        return pageStart < segment.address() + segment.fileBytes() && segment.fileBytes() > 0;
    }

    /// Copies what a segment holds on one of its pages; the rest of `frame` stays as it is.
    ///
    /// @param page of the segment, from 0
    void copyPage(ImageSegment segment, long page, byte[] frame) {
        long pageStart = (segment.firstPage() + page) << AddressSpace.PAGE_SHIFT;
        long from = Math.max(pageStart, segment.address());
        long to = Math.min(pageStart + AddressSpace.PAGE_BYTES, segment.address() + segment.fileBytes());
        if (from >= to) return;
        int source = (int) (segment.fileOffset() + (from - segment.address()));
        System.arraycopy(file, source, frame, (int) (from - pageStart), (int) (to - from));
    }
}
