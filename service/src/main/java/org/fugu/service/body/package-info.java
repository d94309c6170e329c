/// What a request's body may be. A body is bounded while it is read, whatever it says of its length.
@NullMarked
package org.fugu.service.body;

import org.jspecify.annotations.NullMarked;
