package org.fugu.service.run;

import java.util.Map;

/// What the nodes wrote.
///
/// @param nodes text by node number; nodes that wrote nothing are absent
record RunConsole(Map<String, String> nodes) {}
