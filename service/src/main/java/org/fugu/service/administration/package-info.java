/// What administrators see and do of what is others': users, runs, leases, and who did what. Content stays its
/// owner's: no console, argument, metric, trace or archive is shown here.
@NullMarked
package org.fugu.service.administration;

import org.jspecify.annotations.NullMarked;
