package dev.herder.core.template;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** How deep a tree of nodes is; found without recursion, so that what follows may recurse. */
final class Nesting {
  private record Visit(Node node, int depth) {}

  private Nesting() {}

  static void check(List<? extends Node> nodes, int most) {
    Deque<Visit> visits = new ArrayDeque<>();
    for (Node node : nodes) {
      visits.push(new Visit(node, 1));
    }
    while (!visits.isEmpty()) {
      Visit visit = visits.pop();
      if (visit.depth > most) {
        throw new TemplateError(
            visit.node.line(), "expressions and blocks nest deeper than " + most);
      }
      for (Node child : visit.node.children()) {
        visits.push(new Visit(child, visit.depth + 1));
      }
    }
  }

  static int depth(List<? extends Node> nodes) {
    int deepest = 0;
    for (Node node : nodes) {
      deepest = Math.max(deepest, 1 + depth(node.children()));
    }
    return deepest;
  }
}
