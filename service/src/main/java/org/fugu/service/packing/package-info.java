/// How bytes are packed that the database has.
@NullMarked
package org.fugu.service.packing;

import org.jspecify.annotations.NullMarked;
