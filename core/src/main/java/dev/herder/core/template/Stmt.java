package dev.herder.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed piece of a template's text or one of its blocks. */
sealed interface Stmt extends Node {
  /** Text that is printed as it is. */
  record Data(String text, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return List.of();
    }
  }

  record Print(Expr value, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return List.of(value);
    }
  }

  record For(
      Target target,
      Expr items,
      @Nullable Expr test,
      List<Stmt> body,
      List<Stmt> otherwise,
      boolean recursive,
      int line)
      implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(List.of(target, items), body, otherwise, Node.of(test));
    }
  }

  record If(Expr test, List<Stmt> body, List<If> branches, List<Stmt> otherwise, int line)
      implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(List.of(test), body, branches, otherwise);
    }
  }

  record With(List<Target> targets, List<Expr> values, List<Stmt> body, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(targets, values, body);
    }
  }

  record Set(Target target, Expr value, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return List.of(target, value);
    }
  }

  record SetBlock(Target target, Expr.@Nullable Filter filter, List<Stmt> body, int line)
      implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(Node.of(target, filter), body);
    }
  }

  record MacroBlock(String name, Callee callee, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return callee.children();
    }
  }

  record CallBlock(Expr.Call call, Callee callee, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(List.of(call), callee.children());
    }
  }

  /**
   * The parameters and body of a macro or call block.
   *
   * @param defaults of the last parameters
   */
  record Callee(List<Target.Variable> parameters, List<Expr> defaults, List<Stmt> body) {
    List<Node> children() {
      return Node.all(parameters, defaults, body);
    }

    /** The default of a parameter, or null. */
    @Nullable Expr defaultOf(int parameter) {
      int index = parameter - (parameters.size() - defaults.size());
      return index < 0 ? null : defaults.get(index);
    }
  }

  /** What a model is trained to generate. */
  record Generation(List<Stmt> body, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(body);
    }
  }

  record FilterBlock(Expr.Filter filter, List<Stmt> body, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(body, List.of(filter));
    }
  }

  record Block(String name, boolean scoped, boolean required, List<Stmt> body, int line)
      implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(body);
    }
  }

  /** {@code autoescape}, which is only supported switched off. */
  record Autoescape(Expr value, List<Stmt> body, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return Node.all(List.of(value), body);
    }
  }

  /**
   * A tag that needs other templates, of which there are none: it fails where it is reached.
   *
   * @param names that it would define
   */
  record Elsewhere(String tag, Expr template, List<String> names, int line) implements Stmt {
    @Override
    public List<Node> children() {
      return List.of(template);
    }
  }

  record Break(int line) implements Stmt {
    @Override
    public List<Node> children() {
      return List.of();
    }
  }

  record Continue(int line) implements Stmt {
    @Override
    public List<Node> children() {
      return List.of();
    }
  }
}
