package org.fugu.exokernel.loader;

/// Leaves a reader at the first thing that is wrong. Never escapes the package.
final class ElfRejection extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient ImageRejected reason;

    ElfRejection(String code, String sentence) {
        super(sentence, null, false, false);
        reason = new ImageRejected(code, sentence);
    }

    ImageRejected reason() {
        return reason;
    }

    static ElfRejection invalid(String found) {
        return new ElfRejection("elf-invalid", "the file contradicts itself or the rules of this machine: " + found);
    }
}
