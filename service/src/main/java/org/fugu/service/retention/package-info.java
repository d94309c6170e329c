/// What is removed when its time is over, by configuration. It depends on the modules whose rows
/// these are, and none depends on it.
@NullMarked
package org.fugu.service.retention;

import org.jspecify.annotations.NullMarked;
