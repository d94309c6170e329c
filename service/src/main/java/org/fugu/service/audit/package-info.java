/// The record of acts that matter for security. Rows are added and never changed.
@NullMarked
package org.fugu.service.audit;

import org.jspecify.annotations.NullMarked;
