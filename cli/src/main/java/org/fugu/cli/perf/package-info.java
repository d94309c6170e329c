/// How fast this host simulates.
@NullMarked
package org.fugu.cli.perf;

import org.jspecify.annotations.NullMarked;
