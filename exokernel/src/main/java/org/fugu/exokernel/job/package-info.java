/// What the ranks of a job make together: one console, and where their cycles went.
@NullMarked
package org.fugu.exokernel.job;

import org.jspecify.annotations.NullMarked;
