package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses names and literals and what follows them: items, attributes, calls, filters, tests. */
final class PrimaryParser {
  private static final Set<Token.Type> TEST_ARGUMENT =
      Set.of(Token.Type.NAME, Token.Type.STRING, Token.Type.INTEGER, Token.Type.FLOAT);

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  PrimaryParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Expr primary() {
    Token token = tokens.current();
    int line = token.line();
    switch (token.type()) {
      case NAME -> {
        tokens.next();
        return switch (token.text()) {
          case "true", "True" -> new Expr.Const(true, line);
          case "false", "False" -> new Expr.Const(false, line);
          case "none", "None" -> new Expr.Const(None.NONE, line);
          default -> new Expr.Name(token.text(), line);
        };
      }
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (tokens.is(Token.Type.STRING)) {
          text.append(tokens.next().text());
        }
        return new Expr.Const(text.toString().intern(), line);
      }
      case INTEGER -> {
        return new Expr.Const(Literals.integer(tokens.next().text(), line), line);
      }
      case FLOAT -> {
        return new Expr.Const(Literals.real(tokens.next().text()), line);
      }
      default -> {
        return bracketed(token);
      }
    }
  }

  private Expr bracketed(Token token) {
    if (token.isOperator("(")) {
      tokens.next();
      Expr expr = expressions.tuple(true, true);
      tokens.expectOperator(")");
      return expr;
    }
    if (token.isOperator("[")) {
      return list();
    }
    if (token.isOperator("{")) {
      return dict();
    }
    throw tokens.fail("unexpected '" + token.description() + "'");
  }

  private Expr list() {
    int line = tokens.next().line();
    List<Expr> items = new ArrayList<>();
    while (!tokens.isOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.isOperator("]")) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    tokens.next();
    return new Expr.ListOf(items, line);
  }

  private Expr dict() {
    int line = tokens.next().line();
    List<Expr> keys = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!tokens.isOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.isOperator("}")) {
          break;
        }
      }
      keys.add(expressions.expression());
      tokens.expectOperator(":");
      values.add(expressions.expression());
    }
    tokens.next();
    return new Expr.DictOf(keys, values, line);
  }

  Expr postfix(Expr expr) {
    Expr result = expr;
    while (true) {
      if (tokens.isOperator(".")) {
        result = dotted(result);
      } else if (tokens.isOperator("[")) {
        result = subscript(result);
      } else if (tokens.isOperator("(")) {
        int line = tokens.line();
        result = new Expr.Call(result, arguments(), line);
      } else {
        return result;
      }
    }
  }

  private Expr dotted(Expr object) {
    int line = tokens.next().line();
    Token name = tokens.next();
    if (name.type() == Token.Type.NAME) {
      return new Expr.Attribute(object, name.text(), line);
    }
    if (name.type() != Token.Type.INTEGER) {
      throw new TemplateError(name.line(), "expected name or number");
    }
    Expr index = new Expr.Const(Literals.integer(name.text(), name.line()), name.line());
    return new Expr.Item(object, index, line);
  }

  private Expr subscript(Expr object) {
    int line = tokens.next().line();
    List<Expr> keys = new ArrayList<>();
    while (!tokens.isOperator("]")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
      }
      keys.add(key());
    }
    tokens.next();
    if (keys.size() == 1) {
      return new Expr.Item(object, keys.get(0), line);
    }
    if (keys.stream().anyMatch(key -> key instanceof Expr.Slice)) {
      throw new TemplateError(line, "invalid syntax: a slice inside a tuple");
    }
    return new Expr.Item(object, new Expr.TupleOf(keys, line), line);
  }

  private Expr key() {
    int line = tokens.line();
    Expr start = null;
    if (!tokens.isOperator(":")) {
      start = expressions.expression();
      if (!tokens.isOperator(":")) {
        return start;
      }
    }
    tokens.next();
    Expr stop = tokens.isOperator(":") ? null : sliceEnd();
    Expr step = tokens.skipOperator(":") ? sliceEnd() : null;
    return new Expr.Slice(start, stop, step, line);
  }

  private @Nullable Expr sliceEnd() {
    return tokens.isOperator("]") || tokens.isOperator(",") ? null : expressions.expression();
  }

  Node.Arguments arguments() {
    int line = tokens.expectOperator("(").line();
    List<Expr> positional = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    Expr star = null;
    Expr doubleStar = null;
    boolean first = true;
    while (!tokens.isOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.isOperator(")")) {
          break;
        }
      }
      first = false;
      boolean valid;
      if (tokens.skipOperator("*")) {
        valid = star == null && doubleStar == null;
        star = expressions.expression();
      } else if (tokens.skipOperator("**")) {
        valid = doubleStar == null;
        doubleStar = expressions.expression();
      } else if (tokens.is(Token.Type.NAME) && tokens.ahead().isOperator("=")) {
        valid = doubleStar == null;
        names.add(tokens.next().text());
        tokens.next();
        values.add(expressions.expression());
      } else {
        valid = star == null && doubleStar == null && names.isEmpty();
        positional.add(expressions.expression());
      }
      if (!valid) {
        throw new TemplateError(line, "invalid syntax for function call expression");
      }
    }
    tokens.next();
    return new Node.Arguments(positional, names, values, star, doubleStar, line);
  }

  Expr filtersAndTests(Expr expr) {
    Expr result = expr;
    while (true) {
      if (tokens.isOperator("|")) {
        result = filters(result, false);
      } else if (tokens.isName("is")) {
        result = test(result);
      } else if (tokens.isOperator("(")) {
        int line = tokens.line();
        result = new Expr.Call(result, arguments(), line);
      } else {
        return result;
      }
    }
  }

  /** A chain of filters; the first has no input if there is no expression before it. */
  Expr.Filter filters(@Nullable Expr input, boolean inline) {
    Expr.Filter filter = inline ? filter(input) : null;
    while (tokens.skipOperator("|")) {
      filter = filter(filter == null ? input : filter);
    }
    if (filter == null) {
      throw new IllegalStateException("no filter at the current token");
    }
    return filter;
  }

  private Expr.Filter filter(@Nullable Expr input) {
    int line = tokens.line();
    String name = dottedName();
    Node.Arguments arguments = tokens.isOperator("(") ? arguments() : Node.Arguments.none(line);
    return new Expr.Filter(input, name, arguments, line);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Type.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Type.NAME).text());
    }
    return name.toString();
  }

  private Expr test(Expr input) {
    int line = tokens.next().line();
    boolean negated = tokens.skipName("not");
    String name = dottedName();
    Node.Arguments arguments;
    if (tokens.isOperator("(")) {
      arguments = arguments();
    } else if (beginsTestArgument()) {
      if (tokens.isName("is")) {
        throw tokens.fail("You cannot chain multiple tests with is");
      }
      tokens.enter();
      Expr argument = postfix(primary());
      tokens.leave();
      arguments = new Node.Arguments(List.of(argument), List.of(), List.of(), null, null, line);
    } else {
      arguments = Node.Arguments.none(line);
    }
    Expr test = new Expr.Test(input, name, arguments, line);
    return negated ? new Expr.Unary("not", test, line) : test;
  }

  private boolean beginsTestArgument() {
    return (TEST_ARGUMENT.contains(tokens.current().type())
            || tokens.isOperator("[")
            || tokens.isOperator("{"))
        && !tokens.isName("else")
        && !tokens.isName("or")
        && !tokens.isName("and");
  }
}
