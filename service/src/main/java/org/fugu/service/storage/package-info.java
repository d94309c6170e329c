/// What users may keep, what they keep, and how much room the disk must have left.
@NullMarked
package org.fugu.service.storage;

import org.jspecify.annotations.NullMarked;
