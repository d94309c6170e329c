package org.fugu.exokernel.loader;

/// What came of reading a shared object.
public sealed interface ParsedLibrary permits SharedObject, ImageRejected {}
