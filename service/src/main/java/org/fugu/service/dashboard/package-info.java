/// Serves the dashboard from the jar: its routes all answer with the one page.
@NullMarked
package org.fugu.service.dashboard;

import org.jspecify.annotations.NullMarked;
