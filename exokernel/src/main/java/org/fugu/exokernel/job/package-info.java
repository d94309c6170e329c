/// Jobs: what the environments of one program on several nodes make together. A job loads them, and
/// has one console, one list of metrics, one verdict, and a profile of where its cycles went.
@NullMarked
package org.fugu.exokernel.job;

import org.jspecify.annotations.NullMarked;
