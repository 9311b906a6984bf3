package dev.herder.core.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of the parsed template. */
sealed interface Node permits Expr, Stmt, Target, Node.Arguments {
  int line();

  /** The child nodes in the order in which jinja visits them. */
  List<Node> children();

  /** The nodes that are there. */
  static List<Node> of(@Nullable Node... nodes) {
    List<Node> present = new ArrayList<>(nodes.length);
    for (Node node : nodes) {
      if (node != null) {
        present.add(node);
      }
    }
    return present;
  }

  @SafeVarargs
  static List<Node> all(List<? extends Node>... lists) {
    List<Node> all = new ArrayList<>();
    for (List<? extends Node> list : lists) {
      all.addAll(list);
    }
    return all;
  }

  /**
   * The arguments of a call, filter or test.
   *
   * @param positional in order
   * @param names of the keyword arguments
   * @param values of the keyword arguments
   * @param star what follows {@code *}
   * @param doubleStar what follows {@code **}
   */
  record Arguments(
      List<Expr> positional,
      List<String> names,
      List<Expr> values,
      @Nullable Expr star,
      @Nullable Expr doubleStar,
      int line)
      implements Node {
    static Arguments none(int line) {
      return new Arguments(List.of(), List.of(), List.of(), null, null, line);
    }

    @Override
    public List<Node> children() {
      return all(
          positional,
          values,
          star == null ? Collections.<Node>emptyList() : List.of(star),
          doubleStar == null ? Collections.<Node>emptyList() : List.of(doubleStar));
    }
  }
}
