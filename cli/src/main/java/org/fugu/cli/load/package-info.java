/// `load`: how much a running service bears, and what gives in first.
@NullMarked
package org.fugu.cli.load;

import org.jspecify.annotations.NullMarked;
