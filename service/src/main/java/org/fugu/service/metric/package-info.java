/// What the service measures of itself, for Prometheus. Nothing here reaches a simulated result.
@NullMarked
package org.fugu.service.metric;

import org.jspecify.annotations.NullMarked;
