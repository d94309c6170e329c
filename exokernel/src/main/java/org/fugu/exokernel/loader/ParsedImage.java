package org.fugu.exokernel.loader;

/// What came of reading an ELF file.
public sealed interface ParsedImage permits ElfImage, ImageRejected {}
