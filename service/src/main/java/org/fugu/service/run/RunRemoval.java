package org.fugu.service.run;

import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fugu.service.bundle.BundleUse;
import org.fugu.service.disk.Disks;
import org.fugu.service.input.Inputs;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Deletes runs that have ended, with their results, consoles, events and inputs.
@Component
public class RunRemoval implements BundleUse {
    private static final int NAMED_AT_MOST = 5;

    private final JdbcClient database;
    private final Disks disks;
    private final Inputs inputs;

    RunRemoval(JdbcClient database, Disks disks, Inputs inputs) {
        this.database = database;
        this.disks = disks;
        this.inputs = inputs;
    }

    /// Deletes some of the runs that ended longer ago than that.
    ///
    /// @return how many
    @Transactional
    public int removeOlder(Duration age, int limit) {
        return delete(
                "finished_at < now() - make_interval(secs => :age) limit :limit",
                Map.of("age", age.toSeconds(), "limit", limit));
    }

    /// Deletes some of the runs of which their user has more than that, the oldest first.
    ///
    /// @return how many
    @Transactional
    public int removeBeyond(long kept, int limit) {
        return delete("""
                number in (select number from (
                               select number, row_number() over (partition by user_id order by number desc) as place
                               from runs where finished_at is not null) as ended
                           where place > :kept order by number limit :limit)
                """, Map.of("kept", kept, "limit", limit));
    }

    /// @throws Refusal `run-under-way`, or when there is no such run of that user
    @Transactional
    public void remove(String userId, String id) {
        var state = database.sql("select state from runs where id = :id and user_id = :user for update")
                .param("id", id)
                .param("user", userId)
                .query((row, _) -> RunState.ofWire(row.getString(1)))
                .optional()
                .orElseThrow(() -> Refusal.notFound("run"));
        if (!state.hasEnded()) throw underWay(id);
        delete("id = :id", Map.of("id", id));
    }

    /// Deletes all runs of a set, and the set.
    ///
    /// @throws Refusal `run-set-under-way`, or when there is no such set of that user
    @Transactional
    public void removeSet(String userId, String id) {
        var states = database.sql("""
                        select r.state from run_sets s
                            join run_set_members m on m.run_set_id = s.id join runs r on r.id = m.run_id
                        where s.id = :id and s.user_id = :user order by r.number for update of r
                        """)
                .param("id", id)
                .param("user", userId)
                .query((row, _) -> RunState.ofWire(row.getString(1)))
                .list();
        if (states.isEmpty()) throw Refusal.notFound("run-set");
        if (!states.stream().allMatch(RunState::hasEnded)) {
            throw Refusal.of(409, "run-set-under-way", "not all runs of " + id + " have ended; cancel it first");
        }
        delete("id in (select run_id from run_set_members where run_set_id = :id)", Map.of("id", id));
        database.sql("delete from run_sets where id = :id").param("id", id).update();
    }

    /// Forgets sets of which no run is left.
    ///
    /// @return how many
    @Transactional
    public int removeEmptySets(int limit) {
        return database.sql("""
                        delete from run_sets where id in (
                            select id from run_sets s
                            where not exists (select 1 from run_set_members m where m.run_set_id = s.id)
                            limit :limit for update skip locked)
                        """).param("limit", limit).update();
    }

    private static Refusal underWay(String id) {
        return Refusal.of(409, "run-under-way", "run " + id + " has not ended; cancel it first");
    }

    @Override
    public List<String> needing(String userId, String digest) {
        return database.sql("""
                        select id from runs where user_id = :user and bundle_digest = :digest
                        order by number desc limit :limit
                        """)
                .param("user", userId)
                .param("digest", digest)
                .param("limit", NAMED_AT_MOST)
                .query((row, _) -> "run " + row.getString(1))
                .list();
    }

    @Override
    @Transactional
    public void removeNeeding(String userId, String digest) {
        database.sql("""
                        select id from runs where user_id = :user and bundle_digest = :digest
                            and state in ('queued', 'allocated', 'running')
                        order by number desc limit 1
                        """)
                .param("user", userId)
                .param("digest", digest)
                .query(String.class)
                .optional()
                .ifPresent(id -> {
                    throw underWay(id);
                });
        delete("user_id = :user and bundle_digest = :digest", Map.of("user", userId, "digest", digest));
    }

    /// Deletes ended runs, what was on their disks and what they read unless other runs have it, and the leases that
    /// were made for them alone.
    ///
    /// @return how many
    private int delete(String condition, Map<String, ?> parameters) {
        record Gone(int runs, List<String> disks, List<Inputs.Upload> inputs) {}
        var gone = database.sql("""
                        with gone as (
                            delete from runs where id in (
                                select id from runs where finished_at is not null and %s for update skip locked)
                            returning id, partition_id),
                        leases as (
                            delete from partitions where for_run and state <> 'active'
                                and id in (select partition_id from gone))
                        select (select count(*) from gone),
                            array(select unnest(array[contents_before, contents_after]) from run_disks
                                  where run_id in (select id from gone)),
                            array(select owner_id from run_inputs
                                  where run_id in (select id from gone) and owner_id is not null
                                  order by run_id, name),
                            array(select digest from run_inputs
                                  where run_id in (select id from gone) and owner_id is not null
                                  order by run_id, name)
                        """.formatted(condition))
                .params(parameters)
                .query((row, _) -> new Gone(
                        row.getInt(1), texts(row.getArray(2)), uploads(texts(row.getArray(3)), texts(row.getArray(4)))))
                .single();
        disks.release(gone.disks());
        inputs.release(gone.inputs());
        return gone.runs();
    }

    private static List<Inputs.Upload> uploads(List<String> owners, List<String> digests) {
        var uploads = new ArrayList<Inputs.Upload>();
        for (int i = 0; i < owners.size(); i++) uploads.add(new Inputs.Upload(owners.get(i), digests.get(i)));
        return uploads;
    }

    /// Those that there are.
    private static List<String> texts(Array found) throws SQLException {
        return Arrays.stream((Object[]) found.getArray())
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .toList();
    }
}
