/// Pages of a list: an opaque cursor names the last entry shown.
@NullMarked
package org.fugu.service.listing;

import org.jspecify.annotations.NullMarked;
