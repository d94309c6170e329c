/// `verify`: a run of the service once more, here.
@NullMarked
package org.fugu.cli.verify;

import org.jspecify.annotations.NullMarked;
