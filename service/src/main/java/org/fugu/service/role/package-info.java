/// Which part of the work this process does: `web` answers requests, `worker` carries out runs,
/// `all` does both. All shared state is in the database, so any number of each may run.
@NullMarked
package org.fugu.service.role;

import org.jspecify.annotations.NullMarked;
