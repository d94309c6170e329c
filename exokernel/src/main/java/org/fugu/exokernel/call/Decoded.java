package org.fugu.exokernel.call;

/// What became of looking at a call.
public sealed interface Decoded permits Refused, Ready {}
