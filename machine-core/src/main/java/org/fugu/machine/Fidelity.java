package org.fugu.machine;

import java.util.regex.Pattern;

/// How much of the machine's timing a run models, and so what its figures may be used for.
public sealed interface Fidelity {
    /// One cycle an instruction, no caches, no contention; nodes take fixed turns.
    record Functional() implements Fidelity {
        @Override
        public String toString() {
            return "functional";
        }
    }

    /// The exact model, and the default.
    record Timing() implements Fidelity {
        @Override
        public String toString() {
            return "timing";
        }
    }

    /// The exact model's parts, with effects between nodes allowed to arrive up to `cycles` late.
    ///
    /// @param cycles 1 to 1,000,000
    record Relaxed(long cycles) implements Fidelity {
        public Relaxed {
            if (cycles < 1 || cycles > 1_000_000) {
                throw new IllegalArgumentException("relaxed:" + cycles + ": the window is 1 to 1,000,000 cycles");
            }
        }

        @Override
        public String toString() {
            return "relaxed:" + cycles;
        }
    }

    /// How a fidelity is written, as a regular expression.
    String FORM = "functional|timing|relaxed:([0-9]{1,7})";

    Pattern TEXT = Pattern.compile(FORM);

    /// Reads `functional`, `timing` or `relaxed:<cycles>`.
    ///
    /// @throws IllegalArgumentException with a sentence for the person who wrote the text
    static Fidelity parse(String text) {
        var matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            if (text.equals("functional")) return new Functional();
            if (text.equals("timing")) return new Timing();
            return new Relaxed(Long.parseLong(matcher.group(1)));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a fidelity: functional, timing or relaxed:CYCLES, as in relaxed:1000");
    }
}
