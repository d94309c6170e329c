/// Names for stored things: a prefix that says what it is, and 100 random bits that say nothing.
@NullMarked
package org.fugu.service.identifier;

import org.jspecify.annotations.NullMarked;
