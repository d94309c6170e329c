package org.fugu.cli.perf;

import java.util.Locale;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;

/// What executes the guest's instructions.
enum PerfEngine {
    /// As every run: translated where that pays, else interpreted.
    TRANSLATED(TranslationPolicy.DEFAULT),
    INTERPRETED(TranslationPolicy.NOTHING);

    /// Kept over all runs, as in any process.
    final CodeCache translations;

    PerfEngine(TranslationPolicy policy) {
        translations = new CodeCache(policy);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
