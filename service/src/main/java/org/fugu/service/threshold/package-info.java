/// Thresholds that a project has beyond those of its manifests: for measures of which the manifest that
/// counts says nothing. A manifest comes first, because it is what a review sees.
@NullMarked
package org.fugu.service.threshold;

import org.jspecify.annotations.NullMarked;
