package org.fugu.service.problem;

/// One field that was wrong.
///
/// @param pointer JSON pointer into the body or the manifest, for example `/limits/cycles`
/// @param detail one sentence for the person who wrote it
public record FieldProblem(String pointer, String detail) {}
