package org.fugu.machine.translate;

/// When and how much is translated. It never changes a result.
///
/// @param hot how often control has to come to an instruction before it is translated; 1 or more
/// @param mostInstructions of a region, 1 or more
/// @param mostRegions that are kept at a time; 0 if nothing is translated
/// @param budget guest instructions that a machine may have translated before it has executed any of
///     them; what it executes pays for more
public record TranslationPolicy(int hot, int mostInstructions, int mostRegions, long budget) {
    /// Nothing is translated.
    public static final TranslationPolicy NOTHING = new TranslationPolicy(Integer.MAX_VALUE, 1, 0);

    /// What pays.
    public static final TranslationPolicy DEFAULT = new TranslationPolicy(500, 200, 2_000);

    private static final long USUAL_BUDGET = 100_000;

    public TranslationPolicy(int hot, int mostInstructions, int mostRegions) {
        this(hot, mostInstructions, mostRegions, USUAL_BUDGET);
    }

    public TranslationPolicy {
        if (hot < 1 || mostInstructions < 1 || mostRegions < 0 || budget < 0) {
            throw new IllegalArgumentException("nothing can be translated after " + hot + " times, in regions of "
                    + mostInstructions + " instructions, " + mostRegions + " of them, " + budget + " in all");
        }
    }
}
