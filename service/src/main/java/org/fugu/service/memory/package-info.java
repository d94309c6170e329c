/// What happens when this process has no memory left.
@NullMarked
package org.fugu.service.memory;

import org.jspecify.annotations.NullMarked;
