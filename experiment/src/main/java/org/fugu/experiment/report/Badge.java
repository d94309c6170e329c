package org.fugu.experiment.report;

/// A gate as a small picture (SVG) for a page about a project.
public final class Badge {
    private static final String LABEL = "benchmarks";
    private static final int LETTER = 7;
    private static final int EDGE = 6;

    private Badge() {}

    public static String of(GateReport report) {
        int left = width(LABEL);
        int right = width(report.verdict());
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%4$s: %5$s">
                  <title>%4$s: %5$s</title>
                  <rect width="%2$d" height="20" fill="#555"/>
                  <rect x="%2$d" width="%3$d" height="20" fill="%6$s"/>
                  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
                    <text x="%7$d" y="14">%4$s</text>
                    <text x="%8$d" y="14">%5$s</text>
                  </g>
                </svg>
                """.formatted(
                        left + right,
                        left,
                        right,
                        LABEL,
                        escaped(report.verdict()),
                        colour(report.exitCode()),
                        left / 2,
                        left + right / 2);
    }

    private static int width(String text) {
        return text.length() * LETTER + 2 * EDGE;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String colour(int exitCode) {
        return switch (exitCode) {
            case 0 -> "#2e7d32";
            case 5 -> "#757575";
            default -> "#c62828";
        };
    }
}
