package org.fugu.exokernel.run;

/// A library OS that was uploaded apart from the program.
///
/// @param name of its bundle
/// @param version of its bundle
/// @param identity of its bundle
/// @param image a shared object; checked when the run starts
public record LibraryOs(String name, String version, String identity, byte[] image) {}
