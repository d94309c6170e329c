/// The OpenAPI document: what is required and what may be null is read from the record types.
@NullMarked
package org.fugu.service.document;

import org.jspecify.annotations.NullMarked;
