package org.fugu.machine.kernel;

/// A node as its kernel part sees it: what user code cannot reach, by subject.
public interface PrivilegedNode extends NodeTime, Translations, NodeFrames, RegisterSets, UnitControl, SystemPort {}
