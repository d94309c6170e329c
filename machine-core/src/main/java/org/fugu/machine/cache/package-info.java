/// Tags and states of a cache. It knows no protocol and holds no data.
@NullMarked
package org.fugu.machine.cache;

import org.jspecify.annotations.NullMarked;
