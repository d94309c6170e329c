/// The embedded PostgreSQL: started when no other database is configured, durable, never left
/// running twice.
@NullMarked
package org.fugu.service.database;

import org.jspecify.annotations.NullMarked;
