/// What people and pipelines download: the command line.
@NullMarked
package org.fugu.service.download;

import org.jspecify.annotations.NullMarked;
