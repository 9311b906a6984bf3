package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses expressions from the loosest operator to the tightest. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;
  private final PrimaryParser primary;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.primary = new PrimaryParser(tokens, this);
  }

  PrimaryParser primary() {
    return primary;
  }

  Expr expression() {
    return expression(true);
  }

  Expr expression(boolean conditional) {
    tokens.enter();
    Expr expr = conditional ? conditional() : or();
    tokens.leave();
    return expr;
  }

  private Expr conditional() {
    int line = tokens.line();
    Expr expr = or();
    while (tokens.skipName("if")) {
      Expr test = or();
      Expr otherwise = tokens.skipName("else") ? expression(true) : null;
      expr = new Expr.Conditional(test, expr, otherwise, line);
      line = tokens.line();
    }
    return expr;
  }

  private Expr or() {
    int line = tokens.line();
    Expr left = and();
    while (tokens.skipName("or")) {
      left = new Expr.Binary("or", left, and(), line);
      line = tokens.line();
    }
    return left;
  }

  private Expr and() {
    int line = tokens.line();
    Expr left = not();
    while (tokens.skipName("and")) {
      left = new Expr.Binary("and", left, not(), line);
      line = tokens.line();
    }
    return left;
  }

  private Expr not() {
    if (!tokens.isName("not")) {
      return comparison();
    }
    int line = tokens.next().line();
    tokens.enter();
    Expr operand = not();
    tokens.leave();
    return new Expr.Unary("not", operand, line);
  }

  private Expr comparison() {
    int line = tokens.line();
    Expr first = sum();
    List<String> operators = new ArrayList<>();
    List<Expr> operands = new ArrayList<>();
    while (true) {
      if (tokens.is(Token.Type.OPERATOR) && COMPARISONS.contains(tokens.current().text())) {
        operators.add(tokens.next().text());
      } else if (tokens.skipName("in")) {
        operators.add("in");
      } else if (tokens.isName("not") && tokens.ahead().isName("in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        break;
      }
      operands.add(sum());
    }
    return operators.isEmpty() ? first : new Expr.Comparison(first, operators, operands, line);
  }

  private Expr sum() {
    int line = tokens.line();
    Expr left = concatenation();
    while (tokens.isOperator("+") || tokens.isOperator("-")) {
      String operator = tokens.next().text();
      left = new Expr.Binary(operator, left, concatenation(), line);
      line = tokens.line();
    }
    return left;
  }

  private Expr concatenation() {
    int line = tokens.line();
    Expr first = product();
    if (!tokens.isOperator("~")) {
      return first;
    }
    List<Expr> parts = new ArrayList<>();
    parts.add(first);
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expr.Concat(parts, line);
  }

  private Expr product() {
    int line = tokens.line();
    Expr left = power();
    while (tokens.isOperator("*")
        || tokens.isOperator("/")
        || tokens.isOperator("//")
        || tokens.isOperator("%")) {
      String operator = tokens.next().text();
      left = new Expr.Binary(operator, left, power(), line);
      line = tokens.line();
    }
    return left;
  }

  private Expr power() {
    int line = tokens.line();
    Expr left = unary(true);
    while (tokens.skipOperator("**")) {
      left = new Expr.Binary("**", left, unary(true), line);
      line = tokens.line();
    }
    return left;
  }

  private Expr unary(boolean filtered) {
    int line = tokens.line();
    Expr expr;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      String operator = tokens.next().text();
      tokens.enter();
      expr = new Expr.Unary(operator, unary(false), line);
      tokens.leave();
    } else {
      expr = primary.primary();
    }
    expr = primary.postfix(expr);
    return filtered ? primary.filtersAndTests(expr) : expr;
  }

  /**
   * An expression, or a tuple where commas follow.
   *
   * @param conditional whether {@code a if b else c} may stand without parentheses
   * @param parenthesised whether nothing at all means the empty tuple
   */
  Expr tuple(boolean conditional, boolean parenthesised) {
    int line = tokens.line();
    List<Expr> items = new ArrayList<>();
    boolean tuple = false;
    while (true) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (endsTuple()) {
        break;
      }
      items.add(expression(conditional));
      if (!tokens.isOperator(",")) {
        break;
      }
      tuple = true;
      line = tokens.line();
    }
    if (!tuple) {
      if (!items.isEmpty()) {
        return items.get(0);
      }
      if (!parenthesised) {
        throw tokens.fail("Expected an expression, got '" + tokens.current().description() + "'");
      }
    }
    return new Expr.TupleOf(items, line);
  }

  boolean endsTuple() {
    return tokens.is(Token.Type.VARIABLE_END)
        || tokens.is(Token.Type.BLOCK_END)
        || tokens.isOperator(")");
  }
}
