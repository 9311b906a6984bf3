package dev.herder.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed expression. */
sealed interface Expr extends Node {
  /** A value known to the parser. */
  record Const(Object value, int line) implements Expr {
    @Override
    public List<Node> children() {
      return List.of();
    }
  }

  record Name(String name, int line) implements Expr {
    @Override
    public List<Node> children() {
      return List.of();
    }
  }

  record TupleOf(List<Expr> items, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.all(items);
    }
  }

  record ListOf(List<Expr> items, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.all(items);
    }
  }

  record DictOf(List<Expr> keys, List<Expr> values, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.all(keys, values);
    }
  }

  /** {@code then if test else otherwise}. */
  record Conditional(Expr test, Expr then, @Nullable Expr otherwise, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(test, then, otherwise);
    }
  }

  /** A filter; it has no input where it is given a block of text. */
  record Filter(@Nullable Expr input, String name, Arguments arguments, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(input, arguments);
    }
  }

  record Test(Expr input, String name, Arguments arguments, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(input, arguments);
    }
  }

  record Call(Expr callee, Arguments arguments, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(callee, arguments);
    }
  }

  /** {@code object[key]}. */
  record Item(Expr object, Expr key, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(object, key);
    }
  }

  /** {@code object.name}. */
  record Attribute(Expr object, String name, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(object);
    }
  }

  /** {@code start:stop:step}, the key of an item only. */
  record Slice(@Nullable Expr start, @Nullable Expr stop, @Nullable Expr step, int line)
      implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(start, stop, step);
    }
  }

  /** {@code a ~ b ~ ...}. */
  record Concat(List<Expr> parts, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.all(parts);
    }
  }

  /** {@code first operator operand operator operand ...}. */
  record Comparison(Expr first, List<String> operators, List<Expr> operands, int line)
      implements Expr {
    @Override
    public List<Node> children() {
      return Node.all(List.of(first), operands);
    }
  }

  /** An operator of two operands, {@code and} and {@code or} included. */
  record Binary(String operator, Expr left, Expr right, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(left, right);
    }
  }

  /** {@code not}, {@code -} or {@code +}. */
  record Unary(String operator, Expr operand, int line) implements Expr {
    @Override
    public List<Node> children() {
      return Node.of(operand);
    }
  }
}
