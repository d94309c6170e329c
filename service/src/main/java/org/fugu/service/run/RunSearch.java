package org.fugu.service.run;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Finds out what a search for a name means. Names are few and runs are many: so the names are looked at first, one
/// after the other in an index, and runs are then found by them.
@Component
class RunSearch {
    /// A search that fits more names than this fits many runs too. Those are found by looking at one after the other.
    private static final int MOST_NAMES = 200;

    private final JdbcClient database;

    RunSearch(JdbcClient database) {
        this.database = database;
    }

    /// @param programs that have the text in their name
    /// @param bundles likewise, by digest
    record Named(List<String> programs, List<String> bundles, String pattern) {
        boolean isEmpty() {
            return programs.isEmpty() && bundles.isEmpty();
        }

        private boolean isBroad() {
            return programs.size() > MOST_NAMES || bundles.size() > MOST_NAMES;
        }

        /// On the row `r` of a run.
        String condition() {
            if (isBroad()) {
                return """
                        (r.program ilike :pattern
                         or exists (select 1 from bundles n where n.digest = r.bundle_digest and n.name ilike :pattern))
                        """;
            }
            if (bundles.isEmpty()) return "r.program in (:programs)";
            if (programs.isEmpty()) return "r.bundle_digest in (:bundles)";
            return "(r.program in (:programs) or r.bundle_digest in (:bundles))";
        }

        Map<String, ?> parameters() {
            if (isBroad()) return Map.of("pattern", pattern);
            if (bundles.isEmpty()) return Map.of("programs", programs);
            if (programs.isEmpty()) return Map.of("bundles", bundles);
            return Map.of("programs", programs, "bundles", bundles);
        }
    }

    /// What the runs of that user are called that have the text in their name.
    Named find(String userId, String text) {
        var pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return new Named(programs(userId, pattern), bundles(userId, pattern), pattern);
    }

    private List<String> programs(String userId, String pattern) {
        return database.sql("""
                        with recursive name as (
                            (select program from runs where user_id = :user order by program limit 1)
                            union all
                            select (select r.program from runs r where r.user_id = :user and r.program > name.program
                                    order by r.program limit 1)
                            from name where name.program is not null)
                        select program from name where program ilike :pattern limit :most
                        """)
                .param("user", userId)
                .param("pattern", pattern)
                .param("most", MOST_NAMES + 1)
                .query(String.class)
                .list();
    }

    /// Those of which that user has runs.
    private List<String> bundles(String userId, String pattern) {
        return database.sql("""
                        select b.digest from bundle_uploads u join bundles b on b.digest = u.bundle_digest
                        where u.user_id = :user and b.name ilike :pattern limit :most
                        """)
                .param("user", userId)
                .param("pattern", pattern)
                .param("most", MOST_NAMES + 1)
                .query(String.class)
                .list();
    }
}
