/// What programs are made against and packed into.
@NullMarked
package org.fugu.cli.guest;

import org.jspecify.annotations.NullMarked;
