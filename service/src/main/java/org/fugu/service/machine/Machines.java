package org.fugu.service.machine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The named machines.
@Component
public class Machines {
    private final JdbcClient database;

    Machines(JdbcClient database) {
        this.database = database;
    }

    public Optional<NamedMachine> named(String name) {
        return database.sql("select * from machines where name = :name")
                .param("name", name)
                .query(Machines::row)
                .optional();
    }

    /// Keeps everyone else from placing partitions on that machine until the transaction ends.
    public void lockForPlacement(NamedMachine machine) {
        database.sql("select 1 from machines where number = :number for update")
                .param("number", machine.number())
                .query(Integer.class)
                .single();
    }

    List<NamedMachine> all() {
        return database.sql("select * from machines order by number")
                .query(Machines::row)
                .list();
    }

    private static NamedMachine row(ResultSet row, int index) throws SQLException {
        return new NamedMachine(
                row.getInt("number"),
                row.getString("name"),
                Preset.named(row.getString("preset")),
                new MeshShape(row.getInt("columns"), row.getInt("rows")));
    }
}
