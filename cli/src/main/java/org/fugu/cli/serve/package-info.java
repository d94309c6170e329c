/// A service of one's own, started here.
@NullMarked
package org.fugu.cli.serve;

import org.jspecify.annotations.NullMarked;
