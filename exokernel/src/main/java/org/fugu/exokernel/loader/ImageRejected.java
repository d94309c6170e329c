package org.fugu.exokernel.loader;

/// Why a file is not a program that can run here.
///
/// @param code stable: `elf-not-elf`, `elf-truncated`, `elf-wrong-machine`, `elf-wrong-type` or
///     `elf-invalid`
/// @param sentence for people: what was found, what is needed
public record ImageRejected(String code, String sentence) implements ParsedImage {}
