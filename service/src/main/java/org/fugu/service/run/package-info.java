/// Runs: accepted once, carried out by whoever holds the newest attempt number, recorded once.
@NullMarked
package org.fugu.service.run;

import org.jspecify.annotations.NullMarked;
