package org.fugu.service.sharing;

/// What a link can lead to.
enum SharedKind {
    RUN("run", "runs", "run_id", "/shared"),
    RUN_SET("run-set", "run_sets", "run_set_id", "/shared/set");

    private final String word;
    private final String table;
    private final String column;
    private final String page;

    SharedKind(String word, String table, String column, String page) {
        this.word = word;
        this.table = table;
        this.column = column;
        this.page = page;
    }

    /// For people.
    String word() {
        return word;
    }

    /// Of the API.
    String path() {
        return "/api/v1/" + word + "s/";
    }

    /// Where such things are.
    String table() {
        return table;
    }

    /// Of `run_shares`, where a link's is.
    String column() {
        return column;
    }

    /// Of the dashboard.
    String page() {
        return page;
    }
}
