/// What a user may have of the service: at once, a day, and in all; and what they have of it.
@NullMarked
package org.fugu.service.quota;

import org.jspecify.annotations.NullMarked;
