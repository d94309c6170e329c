/// Alerts: what made a project's default branch worse, until somebody answers for it or it is mended;
/// and the thresholds that a project has beyond those of its manifests.
@NullMarked
package org.fugu.service.alert;

import org.jspecify.annotations.NullMarked;
