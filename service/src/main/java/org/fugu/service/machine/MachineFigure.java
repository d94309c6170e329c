package org.fugu.service.machine;

import java.util.Locale;
import org.fugu.machine.preset.Figure;
import org.fugu.service.document.KnownValues;

/// One figure of a machine.
///
/// @param kind `published`, `derived` or `assumed`
record MachineFigure(
        String name,
        long value,
        String unit,
        @KnownValues(Figure.Kind.class) String kind,
        String source) {
    static MachineFigure of(Figure figure) {
        return new MachineFigure(
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.kind().name().toLowerCase(Locale.ROOT),
                figure.source());
    }
}
