package org.fugu.service.run;

/// A table of [WorkRows], and what differs from table to table, as SQL over a row `w`.
///
/// @param kind in one word, whose plural is the table's name
/// @param ready the condition under which a row that waits can start
/// @param project which it is for, or null
/// @param outcome what it came to, in one word, or null without a result
public record WorkTable(String kind, String ready, String project, String outcome) {
    String name() {
        return kind + "s";
    }
}
