/// Runs as files: given away, and taken in from elsewhere.
@NullMarked
package org.fugu.service.transfer;

import org.jspecify.annotations.NullMarked;
