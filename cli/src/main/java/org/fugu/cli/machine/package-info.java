/// The machines that there are.
@NullMarked
package org.fugu.cli.machine;

import org.jspecify.annotations.NullMarked;
