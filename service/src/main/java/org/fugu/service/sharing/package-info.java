/// Links by which whoever has one sees one run, without signing in.
@NullMarked
package org.fugu.service.sharing;

import org.jspecify.annotations.NullMarked;
