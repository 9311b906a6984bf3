package dev.herder.core.template;

import java.util.List;

/** What a value is assigned to. */
sealed interface Target extends Node {
  record Variable(String name, int line) implements Target {
    @Override
    public List<Node> children() {
      return List.of();
    }
  }

  /** An attribute of a namespace. */
  record Attribute(String namespace, String name, int line) implements Target {
    @Override
    public List<Node> children() {
      return List.of();
    }
  }

  record Unpacked(List<Target> targets, int line) implements Target {
    @Override
    public List<Node> children() {
      return Node.all(targets);
    }
  }
}
