/// Guests run in child processes of the service: each has a heap of its own with a ceiling, an empty environment,
/// and no network where the host lets it go without. A child that runs out of memory, hangs or crashes costs the run
/// that it had, and nothing else. [ADR 44](docs/adr/0044-guests-run-in-child-processes.md) says why so.
@NullMarked
package org.fugu.service.worker;

import org.jspecify.annotations.NullMarked;
