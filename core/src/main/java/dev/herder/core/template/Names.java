package dev.herder.core.template;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds how names are used below some nodes, nested scopes included. */
final class Names {
  private Names() {}

  /** Those of the wanted names that are read before anything in the nodes assigns them. */
  static Set<String> undeclared(List<? extends Node> nodes, String... wanted) {
    Set<String> open = new HashSet<>(List.of(wanted));
    Set<String> found = new HashSet<>();
    for (Node node : nodes) {
      undeclared(node, open, found);
    }
    return found;
  }

  private static void undeclared(Node node, Set<String> open, Set<String> found) {
    if (node instanceof Expr.Name name) {
      if (open.contains(name.name())) {
        found.add(name.name());
      }
    } else if (node instanceof Target.Variable variable) {
      open.remove(variable.name());
    } else if (!(node instanceof Stmt.Block)) {
      for (Node child : node.children()) {
        undeclared(child, open, found);
      }
    }
  }

  /** The line where a name is assigned other than as a parameter, or 0. */
  static int assigned(Node node, String name) {
    if (node instanceof Target.Variable variable) {
      return variable.name().equals(name) ? variable.line() : 0;
    }
    List<Node> children = node.children();
    if (node instanceof Stmt.MacroBlock macro) {
      children = Node.all(macro.callee().defaults(), macro.callee().body());
    } else if (node instanceof Stmt.CallBlock call) {
      children = Node.all(List.of(call.call()), call.callee().defaults(), call.callee().body());
    } else if (node instanceof Stmt.With with) {
      children = Node.all(with.values(), with.body());
    }
    for (Node child : children) {
      int line = assigned(child, name);
      if (line > 0) {
        return line;
      }
    }
    return 0;
  }

  /** Whether a name is read anywhere. */
  static boolean reads(List<? extends Node> nodes, String name) {
    for (Node node : nodes) {
      if ((node instanceof Expr.Name read && read.name().equals(name))
          || reads(node.children(), name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a block of a kind. */
  static boolean has(List<? extends Node> nodes, Class<? extends Node> kind) {
    for (Node node : nodes) {
      if (kind.isInstance(node) || has(node.children(), kind)) {
        return true;
      }
    }
    return false;
  }
}
