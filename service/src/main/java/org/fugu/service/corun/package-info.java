/// Co-runs: several users' jobs in one simulated machine, from the opening to the start. What is
/// started, `run` carries out.
@NullMarked
package org.fugu.service.corun;

import org.jspecify.annotations.NullMarked;
