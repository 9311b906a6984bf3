package dev.herder.core.template;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns expressions into code, with every name resolved to a variable. */
final class ExpressionCompiler {
  /** How many nodes were compiled, from which the cost of a loop's body follows. */
  private int nodes;

  int nodes() {
    return nodes;
  }

  Code compile(Expr expr, Scope scope) {
    nodes++;
    if (expr instanceof Expr.Const constant) {
      return new ValueCode.Constant(constant.value());
    } else if (expr instanceof Expr.Name name) {
      return variable(name.name(), name.line(), scope);
    } else if (expr instanceof Expr.Attribute attribute) {
      return new ValueCode.Attribute(
          compile(attribute.object(), scope),
          attribute.name(),
          Attributes.isDictAttribute(attribute.name()),
          attribute.line());
    } else if (expr instanceof Expr.Item item) {
      return item(item, scope);
    } else if (expr instanceof Expr.Call call) {
      return call(call, scope);
    } else if (expr instanceof Expr.Filter filter) {
      return filter(filter, scope);
    } else if (expr instanceof Expr.Test test) {
      return test(test, scope);
    } else if (expr instanceof Expr.Comparison comparison) {
      return comparison(comparison, scope);
    } else if (expr instanceof Expr.Binary binary) {
      return binary(binary, scope);
    } else if (expr instanceof Expr.Unary unary) {
      Code operand = compile(unary.operand(), scope);
      return unary.operator().equals("not")
          ? new OperatorCode.Not(operand)
          : new OperatorCode.Negative(operand, unary.operator().equals("-"), unary.line());
    } else if (expr instanceof Expr.Concat concat) {
      return new OperatorCode.Concat(compile(concat.parts(), scope), concat.line());
    } else if (expr instanceof Expr.Conditional conditional) {
      return conditional(conditional, scope.softened());
    }
    return literal(expr, scope);
  }

  private Code literal(Expr expr, Scope scope) {
    if (expr instanceof Expr.TupleOf tuple) {
      return new ValueCode.TupleCode(compile(tuple.items(), scope));
    } else if (expr instanceof Expr.ListOf list) {
      return new ValueCode.ListCode(compile(list.items(), scope));
    } else if (expr instanceof Expr.DictOf dict) {
      return new ValueCode.DictCode(
          compile(dict.keys(), scope), compile(dict.values(), scope), dict.line());
    }
    throw new TemplateError(expr.line(), "invalid syntax: a slice outside of [...]");
  }

  /** Code of an operand that nobody else gets to see, so that constants are built only once. */
  private Code operand(Expr expr, Scope scope) {
    if (expr instanceof Expr.ListOf list
        && list.items().stream().allMatch(item -> item instanceof Expr.Const)) {
      nodes++;
      return new ValueCode.Constant(
          list.items().stream().map(item -> ((Expr.Const) item).value()).toList());
    }
    return compile(expr, scope);
  }

  List<Code> compile(List<Expr> exprs, Scope scope) {
    return exprs.stream().map(expr -> compile(expr, scope)).toList();
  }

  private @Nullable Code optional(@Nullable Expr expr, Scope scope) {
    return expr == null ? null : compile(expr, scope);
  }

  private static Code variable(String name, int line, Scope scope) {
    Symbols.Slot slot = scope.symbols().find(name);
    if (slot == null) {
      throw new TemplateError(line, "the name '" + name + "' is unknown where it is used");
    }
    return ValueCode.variable(slot, name, scope);
  }

  private Code item(Expr.Item item, Scope scope) {
    Code object = compile(item.object(), scope);
    if (item.key() instanceof Expr.Slice slice) {
      return new ValueCode.Slice(
          object,
          optional(slice.start(), scope),
          optional(slice.stop(), scope),
          optional(slice.step(), scope),
          item.line());
    }
    return new ValueCode.Item(object, compile(item.key(), scope), item.line());
  }

  private Code conditional(Expr.Conditional conditional, Scope scope) {
    return new OperatorCode.Conditional(
        compile(conditional.test(), scope),
        compile(conditional.then(), scope),
        optional(conditional.otherwise(), scope),
        conditional.line());
  }

  private Code comparison(Expr.Comparison comparison, Scope scope) {
    Code first = compile(comparison.first(), scope);
    List<Code> operands =
        comparison.operands().stream().map(operand -> operand(operand, scope)).toList();
    List<OperatorCode.ComparisonOperation> operations =
        comparison.operators().stream().map(Operators::comparison).toList();
    return operands.size() == 1
        ? new OperatorCode.Comparison(operations.get(0), first, operands.get(0), comparison.line())
        : new OperatorCode.Chain(first, operations, operands, comparison.line());
  }

  private Code binary(Expr.Binary binary, Scope scope) {
    Code left = compile(binary.left(), scope);
    Code right = compile(binary.right(), scope);
    return switch (binary.operator()) {
      case "and" -> new OperatorCode.And(left, right);
      case "or" -> new OperatorCode.Or(left, right);
      default ->
          new OperatorCode.Binary(Operators.binary(binary.operator()), left, right, binary.line());
    };
  }

  private Code call(Expr.Call call, Scope scope) {
    if (call.callee() instanceof Expr.Attribute attribute) {
      nodes++;
      return new CallCode.MethodCall(
          compile(attribute.object(), scope),
          attribute.name(),
          StringMethods.find(attribute.name()),
          Attributes.dictMethod(attribute.name()),
          arguments(call.arguments(), scope, false),
          call.line());
    }
    return plainCall(call, scope, false);
  }

  /** A call to which a call block adds its caller. */
  CallCode.Call plainCall(Expr.Call call, Scope scope, boolean withCaller) {
    return new CallCode.Call(
        compile(call.callee(), scope), arguments(call.arguments(), scope, withCaller), call.line());
  }

  private ArgumentsCode arguments(Node.Arguments arguments, Scope scope, boolean withCaller) {
    Set<String> seen = new HashSet<>();
    if (withCaller) {
      seen.add("caller");
    }
    for (String name : arguments.names()) {
      if (!seen.add(name)) {
        throw new TemplateError(arguments.line(), "keyword argument repeated: " + name);
      }
    }
    return new ArgumentsCode(
        compile(arguments.positional(), scope),
        arguments.names(),
        compile(arguments.values(), scope),
        optional(arguments.star(), scope),
        optional(arguments.doubleStar(), scope));
  }

  Code filter(Expr.Filter filter, Scope scope) {
    Filter found = Filters.find(filter.name());
    if (found == null) {
      String message = "No filter named '" + filter.name() + "'";
      if (!scope.soft()) {
        throw new TemplateError(filter.line(), message + ".");
      }
      found =
          (run, value, args) -> {
            throw new Failure(message + " found.");
          };
    }
    return new CallCode.FilterCode(
        optional(filter.input(), scope),
        found,
        arguments(filter.arguments(), scope, false),
        filter.line());
  }

  private Code test(Expr.Test test, Scope scope) {
    Test found = Tests.find(test.name());
    if (found == null) {
      String message = "No test named '" + test.name() + "'";
      if (!scope.soft()) {
        throw new TemplateError(test.line(), message + ".");
      }
      found =
          (run, value, args) -> {
            throw new Failure(message + " found.");
          };
    }
    return new CallCode.TestCode(
        compile(test.input(), scope),
        found,
        arguments(test.arguments(), scope, false),
        test.line());
  }
}
