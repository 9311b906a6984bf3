package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses what is assigned to. */
final class TargetParser {
  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  TargetParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** One name. */
  Target.Variable variable() {
    Token name = tokens.expect(Token.Type.NAME);
    return assignable(name);
  }

  private static Target.Variable assignable(Token name) {
    if (CONSTANTS.contains(name.text())) {
      throw new TemplateError(name.line(), "can't assign to '" + name.text() + "'");
    }
    return new Target.Variable(name.text(), name.line());
  }

  /**
   * A name or, with commas, several; parentheses nest them.
   *
   * @param namespaces whether an attribute of a namespace may stand there
   */
  Target target(boolean namespaces) {
    int line = tokens.line();
    List<Target> targets = new ArrayList<>();
    boolean tuple = false;
    while (true) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (expressions.endsTuple()) {
        break;
      }
      targets.add(single(namespaces));
      if (!tokens.isOperator(",")) {
        break;
      }
      tuple = true;
    }
    if (!tuple && targets.isEmpty()) {
      throw tokens.fail("Expected an expression, got '" + tokens.current().description() + "'");
    }
    return tuple ? new Target.Unpacked(targets, line) : targets.get(0);
  }

  private Target single(boolean namespaces) {
    Token token = tokens.current();
    if (token.isOperator("(")) {
      tokens.next();
      tokens.enter();
      Target target =
          tokens.isOperator(")") ? new Target.Unpacked(List.of(), token.line()) : target(false);
      tokens.leave();
      tokens.expectOperator(")");
      return target;
    }
    if (token.type() != Token.Type.NAME) {
      throw tokens.fail("can't assign to '" + token.description() + "'");
    }
    tokens.next();
    if (namespaces && tokens.isOperator(".") && !CONSTANTS.contains(token.text())) {
      tokens.next();
      String name = tokens.expect(Token.Type.NAME).text();
      return new Target.Attribute(token.text(), name, token.line());
    }
    return assignable(token);
  }
}
