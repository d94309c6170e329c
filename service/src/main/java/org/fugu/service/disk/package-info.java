/// What the disks of runs hold when they begin and when they have ended.
@NullMarked
package org.fugu.service.disk;

import org.jspecify.annotations.NullMarked;
