/// The database and whether it can be reached. The embedded PostgreSQL is started when no other
/// is configured; it is durable, never left running twice, and started again when it ends. While
/// a database cannot be reached, whoever needs it is refused at once.
@NullMarked
package org.fugu.service.database;

import org.jspecify.annotations.NullMarked;
