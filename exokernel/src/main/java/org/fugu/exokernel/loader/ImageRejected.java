package org.fugu.exokernel.loader;

/// Why a file is not a program that can run here, or not a library OS that can be bound to one.
///
/// @param code stable: `elf-not-elf`, `elf-truncated`, `elf-wrong-machine`, `elf-wrong-type` or
///     `elf-invalid`; of a library OS also `libos-wrong-type`, `libos-not-freestanding`, `libos-invalid`,
///     `libos-symbol`, `libos-relocation`, `libos-hooks`, `libos-overlap` or `libos-segments`
/// @param sentence for people: what was found, what is needed
public record ImageRejected(String code, String sentence) implements ParsedImage, ParsedLibrary {}
